using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// Where a user is, and which purchases that confirms, follows from the set of crossings that have taken effect, in whatever
/// order that was. Told by a plain reading of the rule, with nothing of the product's.
/// </summary>
internal sealed class PresenceRules(Func<long> unixSeconds, Action<string> fail)
{
    private const int Hour = 3_600;
    private const int Kept = 16;

    private readonly Dictionary<string, List<Crossing>> _crossings = [];
    private readonly Dictionary<string, CurrentLocation?> _stored = [];

    /// <summary>An agent has stored where a user is.</summary>
    public void OnStoredByAgent(string user, CurrentLocation location)
    {
        Of(user).Add(new(DateTimeOffset.FromUnixTimeSeconds(location.EnteredAt), "", location.MerchantId, false));
        _stored[user] = location;
    }

    /// <summary>An event takes effect, after all that took effect before it.</summary>
    public void OnEffect(string user, LoopEvent loopEvent, PendingCapture? capture)
    {
        if (loopEvent is GeofenceCrossing { Transition: var transition } crossing)
            Of(user).Add(new(crossing.OccurredAt, crossing.Id, crossing.MerchantId, transition == Transition.Exit));
        if (loopEvent is not PosTransaction sale || capture is null)
            return;
        var wasThere =
            Fold(user, sale.OccurredAt) is { } entry
            && sale.OccurredAt < entry.At.AddSeconds(Hour)
            && entry.Merchant == sale.MerchantId;
        if (wasThere != (capture.ConfirmedByPresence == true))
            fail($"{sale.Id} is {(wasThere ? "not confirmed" : "confirmed")}, against the crossings of {user}.");
    }

    /// <summary>A transaction has taken place, and its effects are known.</summary>
    public void OnCommitted(IReadOnlyList<Write> writes)
    {
        foreach (var write in writes.Where(write => write.Key.Sort == "LOCATION"))
            _stored[UserOf(write)] = write is Put put ? LocationItems.Read(put.Item) : null;
        foreach (var user in writes.Where(write => write.Key.Sort == "CONTEXT").Select(UserOf))
            Check(user, _stored.GetValueOrDefault(user));
    }

    /// <summary>The location in the table, which may be out of date by as much as clocks differ.</summary>
    public void Check(string user, CurrentLocation? stored)
    {
        var expected = Fold(user, DateTimeOffset.MaxValue) is { } entry
            ? new CurrentLocation(entry.Merchant, entry.At.ToUnixTimeSeconds())
            : null;
        if (stored != expected && (IsLive(expected) || IsLive(stored)))
            fail($"{user}'s location is {stored}, and by the crossings it is {expected}.");
    }

    // By every clock: to a replica whose clock is ahead the time of a location may be over already, and it leaves the item alone.
    private bool IsLive(CurrentLocation? location) =>
        location is not null && location.EnteredAt + Hour - Timeouts.Skew > unixSeconds();

    private Crossing? Fold(string user, DateTimeOffset until)
    {
        var all = Of(user);
        var newest = all.Select(crossing => crossing.At).DefaultIfEmpty().Max();
        Crossing? here = null;
        foreach (
            var crossing in all.Where(crossing => crossing.At > newest.AddSeconds(-Hour))
                .OrderBy(crossing => crossing.At)
                .ThenBy(crossing => crossing.Id, StringComparer.Ordinal)
                .TakeLast(Kept)
                .Where(crossing => crossing.At <= until)
        )
            if (!crossing.IsExit)
                here = crossing;
            else if (here?.Merchant == crossing.Merchant)
                here = null;
        return here;
    }

    private List<Crossing> Of(string user)
    {
        if (!_crossings.TryGetValue(user, out var crossings))
            _crossings.Add(user, crossings = []);
        return crossings;
    }

    private static string UserOf(Write write) => write.Key.Partition[Keys.UserPrefix.Length..];

    private sealed record Crossing(DateTimeOffset At, string Id, string Merchant, bool IsExit);
}
