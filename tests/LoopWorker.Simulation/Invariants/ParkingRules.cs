using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Storage;
using LoopWorker.Simulation.Traffic;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>What must hold of purchases by cards that are linked to no user, or were when the purchase arrived.</summary>
internal sealed class ParkingRules(UnknownCardPolicy policy, Action<string> fail)
{
    private readonly HashSet<string> _linked = [];
    private readonly Dictionary<ItemKey, string> _parked = [];
    private readonly HashSet<(ItemKey Key, string Hash)> _everParked = [];

    /// <summary>Whether a message of the event is under way, or the event has taken effect.</summary>
    public Predicate<ItemKey> IsUnderWay { get; set; } = _ => false;

    public bool IsLinked(string card) => _linked.Contains(card);

    /// <summary>Whoever links cards has changed items.</summary>
    public void OnForeignChange(IReadOnlyList<Change> changes)
    {
        foreach (var (key, _, after) in changes)
            if (key.Sort == "META" && after is not null)
                _linked.Add(CardOf(key));
            else if (IsParkingPlace(key) && after is null)
                OnTakenOut(key);
    }

    /// <summary>A replica has changed items.</summary>
    public void OnReplicaChange(IReadOnlyList<Change> changes)
    {
        foreach (var (key, _, after) in changes)
            if (IsParkingPlace(key))
                OnParked(key, after);
    }

    /// <summary>Whether the message may go though its event has not taken effect.</summary>
    public bool MayGo(SentMessage message) => MayBeIgnored(message) || (message.IsOfLateCard && WasParked(message));

    /// <summary>Whether the message may go without a trace.</summary>
    public bool MayBeIgnored(SentMessage message) => message.IsOfLateCard && policy == UnknownCardPolicy.Ignore;

    /// <summary>Whether it was kept until its card is linked.</summary>
    public bool WasParked(SentMessage message) =>
        PlaceOf(message) is { } key && _everParked.Contains((key, message.PayloadHash!));

    /// <summary>Whether another purchase is kept, or was, under the same id.</summary>
    public bool IsInTheWayOf(SentMessage message) =>
        PlaceOf(message) is { } key
        && _everParked.Any(parked => parked.Key == key && parked.Hash != message.PayloadHash);

    /// <summary>Whether "the card is linked to no user" may be the reason of a dead letter.</summary>
    public bool MayBeUnmatched(SentMessage message) => message.IsOfLateCard && policy == UnknownCardPolicy.DeadLetter;

    /// <summary>What is wrong with a message in the end whose card is linked to no user; null if nothing is.</summary>
    public string? WhatIsWrong(SentMessage message) =>
        policy switch
        {
            UnknownCardPolicy.Ignore => message.IsDeleted || message.IsDead ? null : "is not acknowledged",
            UnknownCardPolicy.DeadLetter => message.IsDead ? null : "is not among the dead letters",
            _ => message.IsDead || _parked.GetValueOrDefault(PlaceOf(message)!.Value) == message.PayloadHash
                ? null
                : "is not parked",
        };

    /// <summary>Whether an event of the card must have taken effect in the end.</summary>
    public bool MustTakeEffect(SentMessage message) =>
        !message.IsOfLateCard || (IsLinked(message.Card!) && policy != UnknownCardPolicy.Ignore);

    private void OnParked(ItemKey key, Item? after)
    {
        if (after is null)
        {
            fail($"A replica deletes {key}.");
            return;
        }
        if (policy != UnknownCardPolicy.Park || IsLinked(CardOf(key)))
            fail($"{key.Sort} is parked, and nobody will look for it.");
        var hash = after[Attributes.PayloadHash]!.AsString!;
        if (_parked.TryGetValue(key, out var other) && other != hash)
            fail($"{key.Sort} is parked over another.");
        _parked[key] = hash;
        _everParked.Add((key, hash));
    }

    private void OnTakenOut(ItemKey key)
    {
        _parked.Remove(key);
        var id = key.Sort[Keys.UnmatchedPrefix.Length..];
        if (!IsUnderWay(new ItemKey(Keys.TransactionPrefix + id, "PROCESSED")))
            fail($"{key.Sort} is taken out of its parking place, and is not on its way.");
    }

    private static ItemKey? PlaceOf(SentMessage message) =>
        message.Card is { } card ? Keys.Unmatched(card, message.Event!.Id) : null;

    private static bool IsParkingPlace(ItemKey key) =>
        key.Sort.StartsWith(Keys.UnmatchedPrefix, StringComparison.Ordinal);

    private static string CardOf(ItemKey key) => key.Partition[Keys.CardPrefix.Length..];
}
