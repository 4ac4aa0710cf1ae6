using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events.Reading.Fields;
using LoopWorker.Loop.Failures;

namespace LoopWorker.Loop.Events.Types.Vaults;

/// <summary>What the types of vault events have in common: the same fields, and an amount that is known already.</summary>
/// <typeparam name="TEvent">The record.</typeparam>
public abstract class VaultEventType<TEvent> : EventType<TEvent>
    where TEvent : VaultEvent
{
    private static readonly FieldNames Names = new("event_id", "user_pubkey", "amount", "occurred_at");

    public override FieldNames Fields => Names;

    protected override TEvent Read(ref FieldReader fields, ReadingTime time) =>
        Make(
            fields.Text("event_id", FieldRules.Id),
            fields.Text("user_pubkey", FieldRules.Id),
            fields.Integer("amount", 1, ulong.MaxValue),
            fields.Time("occurred_at", time)
        );

    /// <summary>The event of these fields.</summary>
    protected abstract TEvent Make(string id, string userPubkey, ulong amount, DateTimeOffset occurredAt);

    protected override void AddHashedFields(CanonicalFields fields, TEvent loopEvent)
    {
        fields.Add(loopEvent.UserPubkey);
        fields.Add(loopEvent.Amount);
    }

    public override (ulong? Amount, Failure? Failure) AmountOf(TEvent loopEvent, LoopRules rules) =>
        (loopEvent.Amount, null);
}
