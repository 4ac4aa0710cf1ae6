using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Processing;

/// <summary>Everything in the table, by user and by marker.</summary>
/// <param name="Users">By public key.</param>
/// <param name="Markers">By partition key.</param>
public sealed record TableView(SortedDictionary<string, UserView> Users, SortedDictionary<string, Marker> Markers)
{
    /// <summary>Captures by merchant and day; empty where they are not counted.</summary>
    public SortedDictionary<string, SortedDictionary<string, long>> Counts { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads the whole table: for an engine in memory.</summary>
    public static async Task<TableView> ReadAsync(ITable table, int ringCapacity, DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds();
        var view = new TableView(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        var items = new List<Item>();
        await foreach (var item in table.ScanAllAsync(new Scan()))
            if (item[Attributes.TimeToLive]?.AsInt64 is not { } ttl || ttl > seconds)
                items.Add(item);
        // Descending sort keys put the newest captures first.
        foreach (var item in items.OrderByDescending(item => item.Key.Sort, StringComparer.Ordinal))
            view.Add(item, ringCapacity, seconds);
        foreach (var user in view.Users.Values)
            user.Cards.Reverse();
        return view;
    }

    private void AddCount(Item item, string merchant)
    {
        if (!item.Key.Sort.StartsWith(Keys.CapturesPrefix, StringComparison.Ordinal))
            return;
        if (!Counts.TryGetValue(merchant, out var days))
            Counts.Add(merchant, days = new(StringComparer.Ordinal));
        days[item.Key.Sort[Keys.CapturesPrefix.Length..]] = item[Attributes.Count]?.AsInt64 ?? 0;
    }

    private void Add(Item item, int ringCapacity, long now)
    {
        var (partition, sort) = item.Key;
        if (sort == "PROCESSED")
            Markers[partition] = Loop.Storage.Markers.Read(item);
        if (partition.StartsWith(Keys.MerchantPrefix, StringComparison.Ordinal))
            AddCount(item, partition[Keys.MerchantPrefix.Length..]);
        if (!partition.StartsWith(Keys.UserPrefix, StringComparison.Ordinal))
            return;
        var name = partition[Keys.UserPrefix.Length..];
        if (!Users.TryGetValue(name, out var user))
            Users.Add(name, user = new UserView());
        if (item.Key == Keys.Context(name))
        {
            user.ContextData = item[Attributes.ContextData]?.AsString;
            user.Version = item[Attributes.Version]?.AsUInt64 ?? 0;
        }
        else if (item.Key == Keys.Location(name))
        {
            user.Location = Presence.Live(LocationItems.Read(item), now);
        }
        else if (sort.StartsWith(Keys.CardPrefix, StringComparison.Ordinal))
        {
            user.Cards.Add(sort[Keys.CardPrefix.Length..]);
        }
        else if (CaptureItems.SecondOf(item.Key) is not null && user.Captures.Count < ringCapacity)
        {
            user.Captures.Add(item[Attributes.CaptureData]?.AsString ?? "null");
        }
    }
}
