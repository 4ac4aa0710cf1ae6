using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Invariants;

/// <summary>
/// Each capture that is to be counted is counted once, for its merchant and day: at the instant at which its marker says so. Looks at what was
/// stored before and after.
/// </summary>
internal sealed class CountRules(Deliveries deliveries, Action<string> fail)
{
    private readonly HashSet<ItemKey> _uncounted = [];

    /// <summary>Someone else than a replica has changed items: an agent's marker owes nothing.</summary>
    public void OnForeignChange(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
            _uncounted.Remove(change.Key);
    }

    /// <summary>A replica has changed items.</summary>
    public void OnReplicaChange(string replica, IReadOnlyList<Change> changes)
    {
        var counted = new Dictionary<ItemKey, long>();
        foreach (var (key, before, after) in changes.Where(change => change.Key.Sort == "PROCESSED"))
        {
            if (IsUncounted(after))
                _uncounted.Add(key);
            else if (_uncounted.Remove(key) && DayOf(key, before!) is { } day)
                counted[day] = counted.GetValueOrDefault(day) + 1;
        }
        foreach (var (key, before, after) in changes.Where(IsDay))
            counted[key] = counted.GetValueOrDefault(key) - (CountIn(after) - CountIn(before));
        foreach (var (day, difference) in counted.Where(entry => entry.Value != 0))
            fail($"{replica} counts {-difference} captures too many as {day.Sort} of {day.Partition}.");
    }

    /// <summary>Everything is over: all are counted.</summary>
    public void CheckEnd()
    {
        foreach (var key in _uncounted.Where(key => !deliveries.IsIgnored(key)))
            fail($"{key.Partition} was never counted.");
    }

    public static bool IsDay(Change change) =>
        change.Key.Partition.StartsWith(Keys.MerchantPrefix, StringComparison.Ordinal);

    private ItemKey? DayOf(ItemKey marker, Item before) =>
        deliveries.FindSent(marker, before[Attributes.PayloadHash]?.AsString)?.Event is { } sent
            ? CaptureCounts.KeyOf(sent)
            : null;

    private static bool IsUncounted(Item? marker) => marker?[Attributes.Uncounted]?.AsBoolean == true;

    private static long CountIn(Item? day) => day?[Attributes.Count]?.AsInt64 ?? 0;
}
