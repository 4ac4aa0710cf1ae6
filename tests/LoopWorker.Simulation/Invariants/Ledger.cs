using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Simulation.Faults;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// Sees what becomes of every message, and says as soon as something happens that must not. It keeps books of its own and
/// reads nothing from the engines.
/// </summary>
internal sealed class Ledger
{
    private readonly Scenario _scenario;
    private readonly Trace _trace;
    private readonly HashSet<(string MessageId, int Receive)> _moved = [];
    private readonly HashSet<string> _stopping = [];

    /// <param name="now">The common clock.</param>
    /// <param name="unixSeconds">Its time of day.</param>
    /// <param name="scenario">What replicas are told to do.</param>
    /// <param name="trace">Of the run.</param>
    public Ledger(Func<TimeSpan> now, Func<long> unixSeconds, Scenario scenario, Trace trace)
    {
        (_scenario, _trace) = (scenario, trace);
        Deliveries = new Deliveries(now);
        Parking = new ParkingRules(scenario.Rules.UnknownCard, Fail) { IsUnderWay = IsUnderWay };
        Presence = new PresenceRules(unixSeconds, Fail);
        var telling = new TellingRules(scenario.Notifications, Fail);
        Effects = new EffectRules(Deliveries, Parking, Presence, telling, scenario.Way, unixSeconds, trace, Fail);
        Takeovers = new TakeoverRule(Deliveries, scenario.MaxReceiveCount, now, Fail);
    }

    public Deliveries Deliveries { get; }

    public ParkingRules Parking { get; }

    public PresenceRules Presence { get; }

    public EffectRules Effects { get; }

    public TakeoverRule Takeovers { get; }

    /// <summary>The first thing that must not have happened.</summary>
    public string? Violation { get; private set; }

    /// <summary>Told of the first violation.</summary>
    public Action Violated { get; set; } = () => { };

    public void Fail(string violation)
    {
        if (Violation is not null)
            return;
        _trace.Add("ledger", violation);
        Violation = violation;
        Violated();
    }

    public void OnReceived(string replica, string queue, IReadOnlyList<ReceivedMessage> received, TimeSpan? timeout)
    {
        foreach (var message in received)
            Deliveries.Add(replica, queue, message, timeout ?? Timeouts.Visibility);
        if (received.Count > 0)
            _trace.Add(
                replica,
                "is given",
                string.Join(' ', received.Select(message => Deliveries.FindSent(queue, message.MessageId)?.ToString()))
            );
    }

    /// <summary>A replica asks for the end of deliveries.</summary>
    public void OnSettling(string queue, IEnumerable<string> receiptHandles)
    {
        foreach (var handle in receiptHandles)
            Deliveries.OnSettling(queue, handle);
    }

    /// <summary>A replica gives deliveries back. After the last receive SQS would move them, without a reason.</summary>
    public void OnGivingBack(string queue, IEnumerable<string> receiptHandles)
    {
        foreach (var handle in receiptHandles)
        {
            if (Deliveries.ReceiveCountOf(queue, handle) >= _scenario.MaxReceiveCount)
                Fail($"{Deliveries.MessageOf(queue, handle)} is given back after its last receive.");
            Deliveries.OnSettling(queue, handle);
        }
    }

    public void OnVisibilityChanged(
        string queue,
        IReadOnlyList<VisibilityChange> changes,
        IReadOnlyList<EntryOutcome> outcomes
    )
    {
        for (var i = 0; i < changes.Count; i++)
            if (outcomes[i].Succeeded)
                Deliveries.Change(queue, changes[i]);
    }

    /// <summary>A replica begins to send; if it is to the dead letters, for each delivery once.</summary>
    public void OnSending(string replica, IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var note in messages.Select(NoteOf).OfType<FailureNote>())
        {
            Deliveries.OnSettlingMessage(note.SourceQueue, note.MessageId);
            if (IsGivenUpTooSoon(replica, note))
                Fail(
                    $"{Deliveries.FindSent(note.SourceQueue, note.MessageId)} is dead, though what stood in its way is waited for."
                );
            // By the routing queue the same message may be received as often once more.
            if (_scenario.Way == Way.Direct && _moved.Contains((note.MessageId, note.ReceiveCount)))
                Fail(
                    $"A delivery of {Deliveries.FindSent(note.SourceQueue, note.MessageId)} goes to the dead letters twice."
                );
        }
    }

    /// <summary>A queue has accepted messages, or some of them.</summary>
    public void OnSent(string queue, IReadOnlyList<OutgoingMessage> messages, IReadOnlyList<SendOutcome> outcomes)
    {
        for (var i = 0; i < messages.Count; i++)
            if (!outcomes[i].Succeeded)
                continue;
            else if (queue.StartsWith("notifications", StringComparison.Ordinal))
                Effects.OnSent(Notifications.IdOf(messages[i].Body));
            else if (NoteOf(messages[i]) is { } note)
            {
                CheckGroup(queue, messages[i]);
                OnDeadLetter(note);
            }
            else if (RouteOf(messages[i]) is { } route)
                OnRouted(queue, outcomes[i].MessageId!, route);
            else if (Deliveries.FindByBody(messages[i].Body) is { } message)
            {
                // One that has waited for its card.
                CheckGroup(queue, messages[i]);
                var group = QueueDefinition.IsFifoName(queue) ? messages[i].GroupId : null;
                Deliveries.OnSent(queue, outcomes[i].MessageId!, message.Again() with { Group = group });
            }
    }

    // A copy in a standard queue has the group that the message has had from the start.
    private void CheckGroup(string queue, OutgoingMessage copy)
    {
        if (!QueueDefinition.IsFifoName(queue) && copy.GroupId != SentMessage.FairGroupOf(copy.Body))
            Fail($"A copy of a message comes to {queue} in the group '{copy.GroupId}', which is not its own.");
    }

    /// <summary>The replica knows it.</summary>
    public void OnSendAnswered(IReadOnlyList<OutgoingMessage> messages, IReadOnlyList<SendOutcome> outcomes)
    {
        for (var i = 0; i < messages.Count; i++)
            if (outcomes[i].Succeeded && NoteOf(messages[i]) is { } note)
                _moved.Add((note.MessageId, note.ReceiveCount));
    }

    /// <summary>
    /// What is deleted has taken effect and everybody is told, or lies among the dead letters, or was to have no effect.
    /// </summary>
    public void OnDeleted(string queue, IReadOnlyList<string> receiptHandles, IReadOnlyList<EntryOutcome> outcomes)
    {
        for (var i = 0; i < receiptHandles.Count; i++)
        {
            if (!outcomes[i].Succeeded || Deliveries.MessageOf(queue, receiptHandles[i]) is not { } message)
                continue;
            message.IsDeleted |= Deliveries.IsLast(queue, message, receiptHandles[i]);
            _trace.Add("ledger", "deleted", message.ToString());
            message.IsIgnored |= Parking.MayBeIgnored(message) && !Effects.HasTakenEffect(message.Marker!.Value);
            if (
                !message.IsDead
                && message.Copies.Count == 0
                && !Parking.MayGo(message)
                && Effects.WhatIsMissing(message) is { } missing
            )
                Fail($"{message} is deleted, and {missing}.");
        }
    }

    /// <summary>A replica is told to stop: it has no patience any more.</summary>
    public void OnStopping(string replica) => _stopping.Add(replica);

    /// <summary>A replica has stopped in good order.</summary>
    public void OnStopped(string replica)
    {
        if (Deliveries.Kept(replica) is { } message)
            Fail($"{replica} has stopped and still hides {message}.");
    }

    /// <summary>Whether the event has taken effect, or a message of it is on its way.</summary>
    public bool IsUnderWay(ItemKey marker) => Effects.HasTakenEffect(marker) || Deliveries.IsUnderWay(marker);

    /// <summary>
    /// Everything is over, and what failed too often under faults has been tried again without them: all events have taken
    /// effect and all are told, and all that can have no effect lies among the dead letters.
    /// </summary>
    public void CheckEnd()
    {
        foreach (var message in Deliveries.Sent)
            if (WhatIsWrong(message) is { } wrong)
                Fail($"{message} {wrong}.");
        Effects.CheckEnd();
    }

    private string? WhatIsWrong(SentMessage message)
    {
        if (!message.IsDeleted && !message.IsDead)
            return "is neither done nor among the dead letters";
        if (message is { Fault: not null, IsDead: false })
            return "is not among the dead letters";
        if (message.IsOfLateCard && !Parking.IsLinked(message.Card!))
            return Parking.WhatIsWrong(message);
        return message.Marker is { } key && Parking.MustTakeEffect(message) && !Effects.HasTakenEffect(key)
            ? "has not taken effect"
            : null;
    }

    // Neither a queue of notifications that does not answer nor a lost permission costs a message that could be kept. By a replica's own count it is in hand
    // from the beginning of the poll that brought it, so half of the time is enough.
    private bool IsGivenUpTooSoon(string replica, FailureNote note) =>
        (
            note.Detail.Contains("notification could not be sent", StringComparison.Ordinal)
            || note.Detail.Contains(Weather.Denial, StringComparison.Ordinal)
        )
        && !_stopping.Contains(replica)
        && Deliveries.HeldFor(note.SourceQueue, note.MessageId) < _scenario.Options.MaxHold / 2;

    private void OnDeadLetter(FailureNote note)
    {
        if (Deliveries.FindSent(note.SourceQueue, note.MessageId) is not { } message)
        {
            Fail("A dead letter is of a message that was never sent.");
            return;
        }
        message.IsDead = true;
        foreach (var copy in message.Copies)
            copy.IsDead = true;
        _trace.Add("ledger", "dead", $"{message}: {note.Code}");
        var isRight = note.Code switch
        {
            FailureCodes.RetriesExhausted => (note.Attempts ?? note.ReceiveCount) >= _scenario.MaxReceiveCount,
            FailureCodes.ConflictingDuplicate => Effects.IsInTheWayOf(message) || Parking.IsInTheWayOf(message),
            FailureCodes.UnmatchedCard => Parking.MayBeUnmatched(message),
            _ => note.Code == message.Fault,
        };
        if (!isRight)
            Fail($"{message} is a dead letter by {note.Code} at receive {note.ReceiveCount}: {note.Detail}");
    }

    private void OnRouted(string queue, string id, RouteNote route)
    {
        if (Deliveries.FindSent(route.SourceQueue, route.MessageId) is not { } message)
            Fail("A message is routed that was never sent.");
        else if (message.User != route.User)
            Fail($"{message} is routed to {route.User}.");
        else if (Deliveries.OnRouted(queue, id, message) is { } wrong)
            Fail(wrong);
    }

    private static RouteNote? RouteOf(OutgoingMessage message) =>
        message.Attributes.TryGetValue(RoutedMessage.NoteAttribute, out var note)
            ? RouteNote.FromJson(note.Text!)
            : null;

    private static FailureNote? NoteOf(OutgoingMessage message) =>
        message.Attributes.TryGetValue(EventPipeline.FailureAttribute, out var note)
            ? FailureNote.FromJson(note.Text!)
            : null;
}
