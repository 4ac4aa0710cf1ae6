using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// Sees everything that takes effect on table and queues, and says as soon as something does that must not. It keeps books
/// of its own and reads nothing from the engines.
/// </summary>
internal sealed class Ledger
{
    private readonly Func<long> _unixSeconds;
    private readonly Scenario _scenario;
    private readonly Trace _trace;

    private readonly Dictionary<string, UserPreferences> _preferences = [];
    private readonly Dictionary<string, (ulong Version, ulong Applied, HashSet<long> Ring)> _contexts = [];
    private readonly Dictionary<ItemKey, BookedMarker> _markers = [];
    private readonly Dictionary<ItemKey, string?> _effects = [];
    private readonly HashSet<string> _captured = [];
    private readonly HashSet<string> _notified = [];

    /// <param name="now">The common clock.</param>
    /// <param name="unixSeconds">Its time of day.</param>
    /// <param name="scenario">What replicas are told to do.</param>
    /// <param name="trace">Of the run.</param>
    public Ledger(Func<TimeSpan> now, Func<long> unixSeconds, Scenario scenario, Trace trace)
    {
        (_unixSeconds, _scenario, _trace) = (unixSeconds, scenario, trace);
        Deliveries = new Deliveries(now);
        Parking = new ParkingRules(scenario.Options.UnknownCard, Fail);
    }

    public Deliveries Deliveries { get; }

    public ParkingRules Parking { get; }

    /// <summary>The first thing that must not have happened.</summary>
    public string? Violation { get; private set; }

    /// <summary>Told of the first violation.</summary>
    public Action Violated { get; set; } = () => { };

    /// <summary>Whether the queue itself has moved a message to the dead letters.</summary>
    public Predicate<SentMessage> IsRedriven { get; set; } = _ => false;

    public int Effects { get; private set; }

    public IReadOnlyDictionary<ItemKey, BookedMarker> Markers => _markers;

    public void Prefers(string user, UserPreferences preferences) => _preferences[user] = preferences;

    public void Fail(string violation)
    {
        if (Violation is not null)
            return;
        _trace.Add("ledger", violation);
        Violation = violation;
        Violated();
    }

    // A context that someone else has written.
    public void OnContextWritten(string user, ContextSnapshot snapshot)
    {
        var before = _contexts.GetValueOrDefault(user, (0, 0, []));
        if (snapshot.Context.Version != before.Version + 1)
            Fail($"An agent's write of {user}'s context makes version {snapshot.Context.Version} of {before.Version}.");
        _contexts[user] = (snapshot.Context.Version, snapshot.Memory.Applied, before.Ring);
    }

    /// <summary>Someone else has marked an event, or left an expired marker.</summary>
    public void OnMarkedByAgent(ItemKey marker, long timeToLive) =>
        _markers[marker] = new BookedMarker(null, null, [], timeToLive) { IsNotified = true };

    public void OnTransactionBegins(string replica, IReadOnlyList<Write> writes)
    {
        foreach (var write in writes.Where(IsMarker))
            if (!Deliveries.MayBegin(replica, write.Key))
                Fail($"{replica} begins a transaction with {write.Key.Partition}, whose messages it has lost.");
    }

    public void OnCommitted(string replica, IReadOnlyList<Write> writes)
    {
        var markers = writes.OfType<Put>().Where(IsMarker).ToLookup(put => put.Item[Attributes.UserPubkey]!.AsString!);
        var captures = writes
            .OfType<Put>()
            .Where(put => put.Key.Sort.StartsWith(Keys.PendingPrefix, StringComparison.Ordinal))
            .Select(put => (User: put.Key.Partition[Keys.UserPrefix.Length..], Capture: CaptureItems.Read(put.Item)))
            .ToList();
        foreach (var put in writes.OfType<Put>().Where(put => put.Key.Sort == "CONTEXT"))
            OnContextPut(put, markers);
        foreach (var user in markers)
        {
            if (!writes.Any(write => write.Key == Keys.Context(user.Key)))
                Fail($"Markers of {user.Key} are written without its context.");
            foreach (var put in user)
                OnEffect(replica, put, user.Key, captures);
        }
        foreach (var (user, capture) in captures)
            if (!markers[user].Any(put => put.Key.Partition == Keys.TransactionPrefix + capture.TransactionId))
                Fail($"A capture of {capture.TransactionId} is written without its marker.");
    }

    /// <summary>Writes outside transactions.</summary>
    public void OnWorkerWrote(IReadOnlyList<Write> writes)
    {
        foreach (var write in writes)
            if (write is Put put && IsMarker(put))
                OnMarkerRewritten(put);
            else if (write is Put)
                Fail($"{write.Key.Sort} of {write.Key.Partition} is written outside a transaction.");
            else if (CaptureItems.SecondOf(write.Key) is { } second && RingOf(write.Key).Contains(second))
                Fail($"A capture that has its place in the ring of {write.Key.Partition} is deleted.");
    }

    // A move to the dead letters is asked for.
    public void OnSending(IReadOnlyList<OutgoingMessage> messages)
    {
        foreach (var message in messages)
            if (NoteOf(message) is { } note)
                Deliveries.OnSettlingMessage(note.SourceQueue, note.MessageId);
    }

    public void OnSent(string queue, IReadOnlyList<OutgoingMessage> messages, IReadOnlyList<SendOutcome> outcomes)
    {
        for (var i = 0; i < messages.Count; i++)
            if (!outcomes[i].Succeeded)
                continue;
            else if (NoteOf(messages[i]) is { } note)
                OnDeadLetter(note);
            else if (Deliveries.FindByBody(messages[i].Body) is { } message)
                // One that has waited for its card.
                Deliveries.OnSent(queue, outcomes[i].MessageId!, message.Again() with { Group = messages[i].GroupId });
            else if (queue.StartsWith("notifications", StringComparison.Ordinal))
                _notified.Add(Notifications.IdOf(messages[i].Body));
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

    public void OnSettling(string queue, IEnumerable<string> receiptHandles)
    {
        foreach (var handle in receiptHandles)
            Deliveries.OnSettling(queue, handle);
    }

    /// <summary>A replica has stopped in good order.</summary>
    public void OnStopped(string replica)
    {
        if (Deliveries.Kept(replica) is { } message)
            Fail($"{replica} has stopped and still hides the message of {message.Marker?.Partition}.");
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

    // What is deleted has taken effect and everybody is told, or lies among the dead letters, or was to have no effect.
    public void OnDeleted(string queue, IReadOnlyList<string> receiptHandles, IReadOnlyList<EntryOutcome> outcomes)
    {
        for (var i = 0; i < receiptHandles.Count; i++)
        {
            if (!outcomes[i].Succeeded || Deliveries.MessageOf(queue, receiptHandles[i]) is not { } message)
                continue;
            message.IsDeleted |= Deliveries.IsLast(queue, message, receiptHandles[i]);
            _trace.Add("ledger", "deleted", message.ToString());
            if (message.IsDead || Parking.MayGo(message))
                continue;
            if (message.Marker is not { } key)
                Fail($"Message {message.Id} cannot be read, and is deleted without a dead letter.");
            else if (!_markers.TryGetValue(key, out var marker) || marker.TimeToLive <= _unixSeconds() - Timeouts.Skew)
                Fail($"The message of {key.Partition} is deleted before it took effect.");
            else if (marker.PayloadHash is not null && marker.PayloadHash != message.PayloadHash)
                Fail($"The message of {key.Partition} with other content is deleted without a dead letter.");
            else if (Untold(marker) is { } untold)
                Fail($"The message of {key.Partition} is deleted before {untold} is sent.");
        }
    }

    /// <summary>
    /// Everything is over, and what failed too often under faults has been tried again without them: all events have taken
    /// effect and all are told, and all that can have no effect lies among the dead letters.
    /// </summary>
    public void CheckEnd(IEnumerable<SentMessage> messages)
    {
        foreach (var message in messages)
            if (!message.IsDeleted && !message.IsDead)
                Fail($"{message} is neither done nor among the dead letters.");
            else if (message is { Fault: not null, IsDead: false })
                Fail($"{message} is not among the dead letters.");
            else if (message.IsOfLateCard && !Parking.IsLinked(message.Card!))
            {
                if (Parking.WhatIsWrong(message) is { } wrong)
                    Fail($"{message}, whose card is linked to no one, {wrong}.");
            }
            else if (message.Marker is { } key && Parking.MustTakeEffect(message) && !HasTakenEffect(key))
                Fail($"{key.Partition} has not taken effect.");
        foreach (var (key, marker) in _markers)
            if (Untold(marker) is { } untold)
                Fail($"{untold} of {key.Partition} was never sent.");
            else if (marker is { EventId: not null, IsNotified: false })
                Fail($"{key.Partition} does not say that all are told.");
    }

    /// <summary>Whether the event has taken effect, or a message of it is on its way.</summary>
    public bool IsUnderWay(ItemKey marker) => HasTakenEffect(marker) || Deliveries.IsUnderWay(marker);

    private bool HasTakenEffect(ItemKey key) =>
        _markers.TryGetValue(key, out var marker) && marker.TimeToLive > _unixSeconds() - Timeouts.Skew;

    private static FailureNote? NoteOf(OutgoingMessage message) =>
        message.Attributes.TryGetValue(EventPipeline.FailureAttribute, out var note)
            ? FailureNote.FromJson(note.Text!)
            : null;

    private static bool IsMarker(Write write) => write.Key.Sort == "PROCESSED";

    private void OnContextPut(Put put, ILookup<string, Put> markers)
    {
        var user = put.Key.Partition[Keys.UserPrefix.Length..];
        var snapshot = ContextItems.Read(user, put.Item);
        var before = _contexts.GetValueOrDefault(user, (0, 0, []));
        var (version, applied) = (snapshot.Context.Version, snapshot.Memory.Applied);
        if (version != before.Version + 1)
            Fail($"Version {version} of {user}'s context is written over version {before.Version}.");
        if (applied != before.Applied + (ulong)markers[user].Count())
            Fail(
                $"{user}'s context counts {applied} events after {before.Applied}, with {markers[user].Count()} markers."
            );
        if (snapshot.Memory.Pending.Count > Timeouts.Ring)
            Fail($"{user}'s ring holds {snapshot.Memory.Pending.Count} captures.");
        _contexts[user] = (version, applied, [.. snapshot.Memory.Pending]);
    }

    private void OnEffect(
        string replica,
        Put put,
        string user,
        List<(string User, Loop.Captures.PendingCapture Capture)> captures
    )
    {
        var key = put.Key;
        var hash = put.Item[Attributes.PayloadHash]?.AsString;
        if (_markers.TryGetValue(key, out var before) && before.TimeToLive > _unixSeconds() + Timeouts.Skew)
            Fail($"{key.Partition} takes effect once more, by {replica}.");
        if (Deliveries.FindSent(key, hash) is not { Event: { } occurrence } message || message.User != user)
        {
            Fail($"{key.Partition} takes effect for {user}, and was never sent so.");
            return;
        }
        if (message.IsOfLateCard && !Parking.IsLinked(message.Card!))
            Fail($"{key.Partition} takes effect, and its card is linked to no one.");
        var (amount, _) = Amounts.Of(occurrence, new LoopRules().CredLamportsPerCent);
        var owed = NotificationRules.KindsFor(occurrence, amount, _preferences[user]);
        var booked = new BookedMarker(occurrence.Id, hash, owed, put.Item[Attributes.TimeToLive]!.AsInt64!.Value)
        {
            IsNotified = put.Item[Attributes.Notified]?.AsBoolean == true,
        };
        if (booked.IsNotified && Untold(booked) is { } untold)
            Fail($"{key.Partition} says that all are told before {untold} is sent.");
        _markers[key] = booked;
        if (!_effects.TryAdd(key, hash))
            Fail($"{key.Partition} takes effect once more, by {replica}.");
        _trace.Add(replica, "commits", message.ToString());
        Effects++;
        if (occurrence is PosTransaction)
        {
            var own = captures.Count(entry => entry.User == user && entry.Capture.TransactionId == occurrence.Id);
            if (own != 1)
                Fail($"{key.Partition} is written with {own} captures.");
            if (!_captured.Add(occurrence.Id))
                Fail($"{key.Partition} is captured once more.");
        }
        if (message.Group is not null && Deliveries.Overtaken(message, IsDone) is { } earlier)
            Fail(
                $"{key.Partition} takes effect before {earlier.Marker?.Partition ?? earlier.Id}, which is before it in its group."
            );
    }

    private bool IsDone(SentMessage message) =>
        _markers.ContainsKey(message.Marker!.Value) || Parking.MayGo(message) || IsRedriven(message);

    private void OnMarkerRewritten(Put put)
    {
        if (!_markers.TryGetValue(put.Key, out var marker))
        {
            Fail($"{put.Key.Partition} is marked outside a transaction.");
            return;
        }
        if (put.Item[Attributes.Notified]?.AsBoolean != true)
            return;
        if (Untold(marker) is { } untold)
            Fail($"{put.Key.Partition} says that all are told before {untold} is sent.");
        marker.IsNotified = true;
    }

    private void OnDeadLetter(FailureNote note)
    {
        if (Deliveries.FindSent(note.SourceQueue, note.MessageId) is not { } message)
        {
            Fail("A dead letter is of a message that was never sent.");
            return;
        }
        message.IsDead = true;
        _trace.Add("ledger", "dead", $"{message}: {note.Code}");
        var isRight = note.Code switch
        {
            FailureCodes.RetriesExhausted => note.ReceiveCount >= _scenario.MaxReceiveCount,
            FailureCodes.ConflictingDuplicate => Parking.IsInTheWayOf(message)
                || (
                    message.Marker is { } key && _effects.TryGetValue(key, out var hash) && hash != message.PayloadHash
                ),
            FailureCodes.UnmatchedCard => Parking.MayBeUnmatched(message),
            _ => note.Code == message.Fault,
        };
        if (!isRight)
            Fail($"{message} is a dead letter by {note.Code} at receive {note.ReceiveCount}: {note.Detail}");
    }

    private string? Untold(BookedMarker marker) =>
        marker.EventId is null
            ? null
            : marker
                .Owed.Select(kind => Notification.IdOf(kind, marker.EventId))
                .FirstOrDefault(id => !_notified.Contains(id));

    private HashSet<long> RingOf(ItemKey key) =>
        _contexts.GetValueOrDefault(key.Partition[Keys.UserPrefix.Length..], (0, 0, [])).Ring;
}

/// <summary>A marker as it should be.</summary>
internal sealed record BookedMarker(string? EventId, string? PayloadHash, IReadOnlyList<string> Owed, long TimeToLive)
{
    public bool IsNotified { get; set; }
}
