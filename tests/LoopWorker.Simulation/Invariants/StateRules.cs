using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// What must hold of the table's items whenever a replica has changed some of them at once, whatever it believed when it
/// began. Looks at what was stored before and after, and never at what was asked for.
/// </summary>
internal sealed class StateRules(Func<long> unixSeconds, Action<string> fail)
{
    private readonly Dictionary<string, StoredContext> _contexts = [];
    private readonly Dictionary<string, HashSet<long>> _captures = [];
    private readonly Dictionary<ItemKey, Item> _effects = [];

    /// <summary>Someone else than a replica has changed items.</summary>
    public void OnForeignChange(IReadOnlyList<Change> changes)
    {
        foreach (var (key, _, after) in changes)
            if (IsContext(key) && after is not null)
                _contexts[UserOf(key)] = StoredContext.Read(after);
            else if (CaptureItems.SecondOf(key) is { } second)
                // One that an agent has put there is the agent's.
                CapturesOf(UserOf(key)).Remove(second);
    }

    /// <summary>A replica has changed items.</summary>
    public void OnReplicaChange(string replica, IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
            OnChange(replica, change, changes);
        foreach (var user in changes.Select(change => change.Key).Where(IsContext).Select(UserOf))
            CheckRing(user);
    }

    private void OnChange(string replica, Change change, IReadOnlyList<Change> together)
    {
        var (key, before, after) = change;
        if (IsContext(key))
            OnContext(key, before, after, together);
        else if (key.Sort == "PROCESSED")
            OnMarker(replica, key, before, after, together);
        else if (CaptureItems.SecondOf(key) is { } second)
            OnCapture(key, second, before, after);
        else if (CountRules.IsDay(change))
            return;
        else if (key.Sort != "LOCATION" && !key.Sort.StartsWith(Keys.UnmatchedPrefix, StringComparison.Ordinal))
            fail($"{replica} writes {key.Sort} of {key.Partition}, which is not its to write.");
    }

    private void OnContext(ItemKey key, Item? before, Item? after, IReadOnlyList<Change> together)
    {
        var user = UserOf(key);
        if (after is null)
        {
            fail($"{user}'s context is deleted.");
            return;
        }
        var (old, now) = (before is null ? null : StoredContext.Read(before), StoredContext.Read(after));
        _contexts[user] = now;
        var effects = together.Count(other =>
            IsNewMarker(other) && other.After![Attributes.UserPubkey]!.AsString == user
        );
        if (now.WhatIsLost(old, effects) is { } lost)
            fail($"A write of {user}'s context with {effects} events spoils it: {lost}.");
    }

    private void OnMarker(string replica, ItemKey key, Item? before, Item? after, IReadOnlyList<Change> together)
    {
        if (after is null)
        {
            fail($"{replica} deletes the marker {key.Partition}.");
            return;
        }
        var user = after[Attributes.UserPubkey]!.AsString!;
        if (!IsNewMarker(new Change(key, before, after)))
            return;
        _effects[key] = after;
        if (before?[Attributes.TimeToLive]?.AsInt64 > unixSeconds() + Timeouts.Skew)
            fail($"{replica} writes the marker {key.Partition} over a live one.");
        if (!together.Any(other => IsContext(other.Key) && UserOf(other.Key) == user))
            fail($"{replica} writes the marker {key.Partition} without its user's context.");
    }

    private void OnCapture(ItemKey key, long second, Item? before, Item? after)
    {
        var user = UserOf(key);
        if (after is not null && before is not null)
            fail($"A capture of {user} is written over another at {second}.");
        if (after is null)
            CapturesOf(user).Remove(second);
        else
            CapturesOf(user).Add(second);
        if (after is null && _contexts.TryGetValue(user, out var context) && context.Pending.Contains(second))
            fail($"{user}'s capture at {second} is deleted, and has its place in the ring.");
    }

    // What is stored is in the ring, or is known to have fallen out of it and will be deleted.
    private void CheckRing(string user)
    {
        var context = _contexts[user];
        if (context.Pending.Count > Timeouts.Ring)
            fail($"{user}'s ring holds {context.Pending.Count} captures.");
        for (var i = 1; i < context.Pending.Count; i++)
            if (context.Pending[i - 1] >= context.Pending[i])
                fail($"{user}'s ring is out of order.");
        foreach (var second in CapturesOf(user))
            if (!context.Pending.Contains(second) && !context.Overflow.Contains(second))
                fail($"{user}'s capture at {second} is in no ring and will never be deleted.");
    }

    /// <summary>How many captures of the replicas are stored for a user.</summary>
    public int CountCaptures(string user) => CapturesOf(user).Count;

    private HashSet<long> CapturesOf(string user)
    {
        if (!_captures.TryGetValue(user, out var captures))
            _captures.Add(user, captures = []);
        return captures;
    }

    // One that says that an event takes effect now. A marker is written again only to say who is told and that it is counted, which may come after an
    // agent has written its own over it.
    private bool IsNewMarker(Change change) =>
        change is { Key.Sort: "PROCESSED", After: { } after }
        && !(_effects.TryGetValue(change.Key, out var effect) && WhenDone(effect).Equals(WhenDone(after)));

    private static Item WhenDone(Item marker) => Markers.Counted(Markers.Notified(marker));

    private static bool IsContext(ItemKey key) => key.Sort == "CONTEXT";

    private static string UserOf(ItemKey key) => key.Partition[Keys.UserPrefix.Length..];
}
