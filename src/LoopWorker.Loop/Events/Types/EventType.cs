using System.Collections.Concurrent;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types;

namespace LoopWorker.Loop.Events.Types;

/// <summary>
/// What the worker has to know of a type of event. Everything that differs from one type to another is asked here, so no
/// other part of the domain names a type. Types are defined by deriving from <see cref="EventType{TEvent}"/>.
/// </summary>
public abstract class EventType
{
    // Each definition enters itself as it is made: records belong to the messages, which know nothing of effects.
    private static readonly ConcurrentDictionary<Type, EventType> ByRecord = new();

    private protected EventType(Type record)
    {
        if (!ByRecord.TryAdd(record, this))
            throw new InvalidOperationException(
                $"{record.Name} has a definition already: {ByRecord[record].GetType()}."
            );
    }

    /// <summary>The definition of an event's type.</summary>
    /// <exception cref="InvalidOperationException">If the record has none, or it has not been made yet.</exception>
    public static EventType Of(LoopEvent loopEvent)
    {
        // Asking for them makes the definitions that LoopWorker comes with.
        _ = EventTypes.Standard;
        return ByRecord.GetValueOrDefault(loopEvent.GetType())
            ?? throw new InvalidOperationException(
                $"{loopEvent.GetType().Name} has no definition: derive one from EventType, and add it to the EventTypes."
            );
    }

    /// <summary>How events of the type look on the wire.</summary>
    public abstract MessageType WireType { get; }

    /// <summary>The type on the wire, such as <c>loop.vault.yield.v1</c>.</summary>
    public string Name => WireType.Name;

    /// <summary>What stands before the event's id in the key of its marker. Within a prefix an id names one event.</summary>
    public virtual string MarkerPrefix => Keys.EventPrefix;

    /// <summary>How long it is remembered that an event has taken effect. What is older when it comes is refused (<see cref="AgeLimit"/>).</summary>
    public virtual TimeSpan MarkerLifetime => TimeSpan.FromDays(15);

    /// <summary>Whether each event leaves a pending capture. It takes one more write in the transaction.</summary>
    public virtual bool LeavesCapture => false;

    /// <summary>Whether an event may change where its user is. It takes one more write a user in the transaction.</summary>
    public virtual bool ChangesLocation => false;

    internal abstract void AddHashedFields(CanonicalFields fields, LoopEvent loopEvent);

    public abstract (ulong? Amount, Failure? Failure) AmountOf(LoopEvent loopEvent, LoopRules rules);

    public abstract string EntryNameOf(LoopEvent loopEvent);

    public abstract string SummaryOf(LoopEvent loopEvent, ulong amount);

    public abstract PendingCapture CaptureOf(LoopEvent loopEvent, in CaptureTerms terms);

    public abstract KnownCrossing CrossingOf(LoopEvent loopEvent);

    public abstract IReadOnlyList<string> NotificationKindsOf(LoopEvent loopEvent, UserPreferences preferences);

    public abstract string? OneTimeNoticeOf(LoopEvent loopEvent);

    public abstract string NotificationSummaryOf(LoopEvent loopEvent, string kind, ulong amount);

    public abstract string? MerchantOf(LoopEvent loopEvent);

    public override string ToString() => Name;
}

/// <summary>
/// The definition of a type of event: what it does to its user's state and what is told of it. All of it is
/// pure: the same event under the same rules gives the same answers, in every worker and at every repetition.
/// </summary>
/// <typeparam name="TEvent">Its record, a <see cref="UserEvent"/> or a <see cref="CardEvent"/>: that says whose an event is.</typeparam>
public abstract class EventType<TEvent> : EventType
    where TEvent : LoopEvent
{
    protected EventType()
        : base(typeof(TEvent)) { }

    public abstract override MessageType<TEvent> WireType { get; }

    /// <summary>
    /// Adds every field but the id and the time to what the payload's hash is made of. Markers keep the hash, so neither the
    /// fields nor their order may change without a new version of the type.
    /// </summary>
    protected abstract void AddHashedFields(CanonicalFields fields, TEvent loopEvent);

    /// <summary>What an event is worth in lamports, null for nothing; or why that cannot be told, and the event is refused.</summary>
    public virtual (ulong? Amount, Failure? Failure) AmountOf(TEvent loopEvent, LoopRules rules) => (null, null);

    /// <summary>What its entry among the user's recent events is called.</summary>
    public abstract string EntryNameOf(TEvent loopEvent);

    /// <summary>What happened, in a few words for people.</summary>
    /// <param name="loopEvent">The event.</param>
    /// <param name="amount">Lamports, 0 for what is worth nothing.</param>
    public abstract string SummaryOf(TEvent loopEvent, ulong amount);

    /// <summary>The capture it leaves; asked only if <see cref="EventType.LeavesCapture"/>.</summary>
    public virtual PendingCapture CaptureOf(TEvent loopEvent, in CaptureTerms terms) =>
        throw new NotSupportedException($"{Name} leaves a capture, so it has to say which.");

    /// <summary>
    /// What it says of where the user was when it happened; asked only if <see cref="EventType.ChangesLocation"/>. Events come late and out
    /// of order: what they come to together is not for one of them to say.
    /// </summary>
    public virtual KnownCrossing CrossingOf(TEvent loopEvent) =>
        throw new NotSupportedException($"{Name} changes where its user is, so it has to say how.");

    /// <summary>The kinds of notification the user wants of it, whatever the amount. A kind holds no comma.</summary>
    public virtual IReadOnlyList<string> NotificationKindsOf(TEvent loopEvent, UserPreferences preferences) => [];

    /// <summary>
    /// The kind of notification that the first event of its type brings a user besides, once, where the deployment wants that; null for none.
    /// </summary>
    public virtual string? OneTimeNoticeOf(TEvent loopEvent) => null;

    /// <summary>What a notification says; if not overridden, the summary.</summary>
    public virtual string NotificationSummaryOf(TEvent loopEvent, string kind, ulong amount) =>
        SummaryOf(loopEvent, amount);

    /// <summary>The merchant that a notification names, if any.</summary>
    public virtual string? MerchantOf(TEvent loopEvent) => null;

    internal sealed override void AddHashedFields(CanonicalFields fields, LoopEvent loopEvent) =>
        AddHashedFields(fields, (TEvent)loopEvent);

    public sealed override (ulong? Amount, Failure? Failure) AmountOf(LoopEvent loopEvent, LoopRules rules) =>
        AmountOf((TEvent)loopEvent, rules);

    public sealed override string EntryNameOf(LoopEvent loopEvent) => EntryNameOf((TEvent)loopEvent);

    public sealed override string SummaryOf(LoopEvent loopEvent, ulong amount) => SummaryOf((TEvent)loopEvent, amount);

    public sealed override PendingCapture CaptureOf(LoopEvent loopEvent, in CaptureTerms terms) =>
        CaptureOf((TEvent)loopEvent, terms);

    public sealed override KnownCrossing CrossingOf(LoopEvent loopEvent) => CrossingOf((TEvent)loopEvent);

    public sealed override IReadOnlyList<string> NotificationKindsOf(
        LoopEvent loopEvent,
        UserPreferences preferences
    ) => NotificationKindsOf((TEvent)loopEvent, preferences);

    public sealed override string? OneTimeNoticeOf(LoopEvent loopEvent) => OneTimeNoticeOf((TEvent)loopEvent);

    public sealed override string NotificationSummaryOf(LoopEvent loopEvent, string kind, ulong amount) =>
        NotificationSummaryOf((TEvent)loopEvent, kind, amount);

    public sealed override string? MerchantOf(LoopEvent loopEvent) => MerchantOf((TEvent)loopEvent);
}
