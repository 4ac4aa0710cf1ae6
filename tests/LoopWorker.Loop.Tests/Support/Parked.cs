using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>What tests of parked purchases have in common.</summary>
internal static class Parked
{
    public static LoopRules Rules { get; } = new() { UnknownCard = UnknownCardPolicy.Park };

    /// <summary>The items that wait for a card, in order of their keys.</summary>
    public static async Task<List<Item>> ParkedAsync(this Rig rig, string card)
    {
        var items = new List<Item>();
        await foreach (var item in rig.Table.QueryAllAsync(new Query(Keys.CardPrefix + card, Keys.UnmatchedPrefix)))
            items.Add(item);
        return items;
    }

    /// <summary>Ids of the purchases that wait for a card, in order.</summary>
    public static async Task<IEnumerable<string>> ParkedIdsAsync(this Rig rig, string card) =>
        (await rig.ParkedAsync(card)).Select(item => item.Key.Sort[Keys.UnmatchedPrefix.Length..]);

    /// <summary>What became of the deliveries, in order of the names.</summary>
    public static IEnumerable<string> Outcomes(this Rig rig) =>
        rig.Settled.Select(entry => entry.Outcome).Order(StringComparer.Ordinal);
}
