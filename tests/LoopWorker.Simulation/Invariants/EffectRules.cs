using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// Each event takes effect once: for the right user, in its group's order, with its capture, and everyone who is to be told
/// is told before its marker says so.
/// </summary>
internal sealed class EffectRules(
    Deliveries deliveries,
    ParkingRules parking,
    PresenceRules presence,
    TellingRules telling,
    Way way,
    Func<long> unixSeconds,
    Trace trace,
    Action<string> fail
)
{
    private readonly Dictionary<string, UserPreferences> _preferences = [];
    private readonly Dictionary<ItemKey, BookedMarker> _markers = [];
    private readonly Dictionary<ItemKey, string?> _effects = [];
    private readonly HashSet<string> _captured = [];
    private readonly HashSet<string> _sent = [];

    /// <summary>Whether the queue itself has moved a message to the dead letters.</summary>
    public Predicate<SentMessage> IsRedriven { get; set; } = _ => false;

    /// <summary>How many events have taken effect.</summary>
    public int Count => _effects.Count;

    /// <summary>What a user wants to be told.</summary>
    public void Prefers(string user, UserPreferences preferences) => _preferences[user] = preferences;

    /// <summary>Someone else has marked an event, or left an expired marker.</summary>
    public void OnMarkedByAgent(ItemKey marker, long timeToLive) =>
        _markers[marker] = new BookedMarker(null, null, [], timeToLive) { IsNotified = true };

    /// <summary>A notification is accepted by its queue.</summary>
    public void OnSent(string notification) => _sent.Add(notification);

    /// <summary>A replica begins to write.</summary>
    public void OnTransactionBegins(string replica, IReadOnlyList<Write> writes)
    {
        foreach (var write in writes.OfType<Put>().Where(IsMarker))
            if (!deliveries.MayBegin(replica, write.Key))
                fail($"{replica} begins a transaction with {write.Key.Partition}, whose messages it has lost.");
    }

    /// <summary>All of the writes have taken place at once.</summary>
    public void OnCommitted(string replica, IReadOnlyList<Write> writes)
    {
        var captures = writes
            .OfType<Put>()
            .Where(put => CaptureItems.SecondOf(put.Key) is not null)
            .Select(put => (User: put.Key.Partition[Keys.UserPrefix.Length..], Capture: CaptureItems.Read(put.Item)))
            .ToList();
        var markers = writes.OfType<Put>().Where(IsMarker).ToList();
        foreach (var marker in markers)
            OnEffect(replica, marker, captures);
        foreach (var (_, capture) in captures)
            if (!markers.Any(put => put.Key.Partition == Keys.TransactionPrefix + capture.TransactionId))
                fail($"A capture of {capture.TransactionId} is written without its marker.");
        presence.OnCommitted(writes);
    }

    /// <summary>Writes outside transactions: markers that say that all are told, and deletions.</summary>
    public void OnWritten(IReadOnlyList<Write> writes)
    {
        foreach (var put in writes.OfType<Put>())
            if (IsMarker(put))
                OnMarkerRewritten(put);
            else
                fail($"{put.Key.Sort} of {put.Key.Partition} is written outside a transaction.");
    }

    /// <summary>What keeps the message of an event from being deleted as done; null if nothing does.</summary>
    public string? WhatIsMissing(SentMessage message)
    {
        if (message.Marker is not { } key)
            return "cannot be read";
        if (!HasTakenEffect(key))
            return "has not taken effect";
        var marker = _markers[key];
        if (marker.PayloadHash is not null && marker.PayloadHash != message.PayloadHash)
            return "has other content than what took effect";
        return Untold(marker) is { } untold ? $"owes {untold}" : null;
    }

    /// <summary>Whether another event has taken effect under the same id.</summary>
    public bool IsInTheWayOf(SentMessage message) =>
        message.Marker is { } key && _effects.TryGetValue(key, out var hash) && hash != message.PayloadHash;

    /// <summary>Whether the event has a marker that counts.</summary>
    public bool HasTakenEffect(ItemKey key) =>
        _markers.TryGetValue(key, out var marker) && marker.TimeToLive > unixSeconds() - Timeouts.Skew;

    /// <summary>Everything is over: all are told, and all markers say so.</summary>
    public void CheckEnd()
    {
        foreach (var (key, marker) in _markers)
            if (deliveries.IsIgnored(key))
                continue;
            else if (Untold(marker) is { } untold)
                fail($"{untold} of {key.Partition} was never sent.");
            else if (!marker.IsNotified)
                fail($"{key.Partition} does not say that all are told.");
    }

    private void OnEffect(string replica, Put put, List<(string User, PendingCapture Capture)> captures)
    {
        var key = put.Key;
        var (user, hash) = (put.Item[Attributes.UserPubkey]!.AsString!, put.Item[Attributes.PayloadHash]?.AsString);
        if (deliveries.FindSent(key, hash) is not { Event: { } loopEvent } message || message.User != user)
        {
            fail($"{key.Partition} takes effect for {user}, and was never sent so.");
            return;
        }
        if (message.IsOfLateCard && !parking.IsLinked(message.Card!))
            fail($"{key.Partition} takes effect, and its card is linked to no user.");
        if (message.Group is not null && deliveries.Overtaken(message, IsDone, way) is { } earlier)
            fail($"{key.Partition} takes effect before {earlier}, which is before it in its group.");
        if (!_effects.TryAdd(key, hash))
            fail($"{key.Partition} takes effect once more, by {replica}.");
        Book(put, loopEvent, _preferences[user]);
        trace.Add(replica, "commits", message.ToString());
        presence.OnEffect(user, loopEvent, captures.Find(entry => entry.Capture.TransactionId == loopEvent.Id).Capture);
        if (loopEvent is not PosTransaction)
            return;
        var own = captures.Count(entry => entry.User == user && entry.Capture.TransactionId == loopEvent.Id);
        if (own != 1)
            fail($"{key.Partition} is written with {own} captures.");
        if (!_captured.Add(loopEvent.Id))
            fail($"{key.Partition} is captured once more.");
    }

    private void Book(Put put, LoopEvent loopEvent, UserPreferences preferences)
    {
        var (amount, _) = loopEvent.Type.AmountOf(loopEvent, new LoopRules());
        var owed = telling.Owed(put, NotificationRules.KindsFor(loopEvent, amount ?? 0, preferences));
        var hash = put.Item[Attributes.PayloadHash]?.AsString;
        var marker = new BookedMarker(loopEvent.Id, hash, owed, put.Item[Attributes.TimeToLive]!.AsInt64!.Value)
        {
            IsNotified = put.Item[Attributes.Notified]?.AsBoolean == true,
        };
        if (marker.IsNotified && Untold(marker) is { } untold)
            fail($"{put.Key.Partition} says that all are told before {untold} is sent.");
        _markers[put.Key] = marker;
    }

    private void OnMarkerRewritten(Put put)
    {
        if (!_markers.TryGetValue(put.Key, out var marker))
        {
            fail($"{put.Key.Partition} is marked outside a transaction.");
            return;
        }
        if (put.Item[Attributes.Notified]?.AsBoolean != true)
            return;
        if (Untold(marker) is { } untold)
            fail($"{put.Key.Partition} says that all are told before {untold} is sent.");
        marker.IsNotified = true;
    }

    private bool IsDone(SentMessage message) =>
        _markers.ContainsKey(message.Marker!.Value) || parking.MayGo(message) || IsRedriven(message);

    private string? Untold(BookedMarker marker) =>
        marker.EventId is null
            ? null
            : marker
                .Owed.Select(kind => Notification.IdOf(kind, marker.EventId))
                .FirstOrDefault(id => !_sent.Contains(id));

    private static bool IsMarker(Write write) => write.Key.Sort == "PROCESSED";
}

/// <summary>A marker as it should be.</summary>
internal sealed record BookedMarker(string? EventId, string? PayloadHash, IReadOnlyList<string> Owed, long TimeToLive)
{
    public bool IsNotified { get; set; }
}
