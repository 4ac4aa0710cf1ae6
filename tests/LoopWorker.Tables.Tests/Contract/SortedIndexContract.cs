using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>An index with a sort attribute.</summary>
public abstract class SortedIndexContract : TableContract
{
    private const string ByTime = "ByTime";

    [Fact]
    public async Task Items_come_in_the_order_of_their_numbers_either_way()
    {
        var table = await WithAsync(("a", 30), ("b", -2), ("c", 7), ("d", 100));
        Assert.Equal(["b", "c", "a", "d"], await FoundAsync(table, new IndexQuery(ByTime, "on")));
        Assert.Equal(["d", "a", "c", "b"], await FoundAsync(table, new IndexQuery(ByTime, "on") { Descending = true }));
    }

    [Theory]
    [InlineData(7L, null, "c,a,d")]
    [InlineData(null, 30L, "b,c,a")]
    [InlineData(7L, 30L, "c,a")]
    [InlineData(8L, 29L, "")]
    [InlineData(30L, 30L, "a")]
    public async Task A_range_includes_both_ends(long? from, long? to, string expected)
    {
        var table = await WithAsync(("a", 30), ("b", -2), ("c", 7), ("d", 100));
        var query = new IndexQuery(ByTime, "on") { From = from, To = to };
        Assert.Equal(expected, string.Join(',', await FoundAsync(table, query)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_make_up_the_whole_though_numbers_repeat(bool descending)
    {
        var table = await WithAsync([.. Enumerable.Range(0, 12).Select(i => ($"k{i}", (long)(i / 4)))]);
        var query = new IndexQuery(ByTime, "on", Limit: 3) { Descending = descending };
        var sorts = new List<long>();
        var keys = new HashSet<ItemKey>();
        await foreach (var item in table.QueryAllAsync(query))
        {
            sorts.Add(item["at"]!.AsInt64!.Value);
            Assert.True(keys.Add(item.Key));
        }
        Assert.Equal(12, keys.Count);
        Assert.Equal(descending ? sorts.OrderDescending() : sorts.Order(), sorts);
    }

    [Fact]
    public async Task What_lacks_either_attribute_is_not_in_it_and_what_changes_its_number_moves()
    {
        var table = await WithAsync(("a", 1), ("b", 2));
        await Put(table, Named(Key("no-state"), ("at", 5L)));
        await Put(table, Named(Key("no-time"), ("state", "on")));
        await Put(table, Named(Key("a"), ("state", "on"), ("at", 3L)));
        await CatchUpAsync(table);
        Assert.Equal(["b", "a"], await FoundAsync(table, new IndexQuery(ByTime, "on")));
        await table.UpdateAsync(new Update(Key("b"), [new AttributeChange.Remove("at")]), None);
        await CatchUpAsync(table);
        Assert.Equal(["a"], await FoundAsync(table, new IndexQuery(ByTime, "on")));
    }

    [Fact]
    public async Task What_is_no_number_and_a_range_upside_down_are_refused()
    {
        var table = await WithAsync();
        await Refused(() => Put(table, Named(Key("a"), ("state", "on"), ("at", "noon"))));
        await Refused(() => table.QueryAsync(new IndexQuery(ByTime, "on") { From = 2, To = 1 }, None));
    }

    private async Task<ITable> WithAsync(params IReadOnlyList<(string Key, long At)> items)
    {
        var index = new IndexDefinition(ByTime, "state") { SortAttribute = "at" };
        var table = await CreateTableAsync(new TableDefinition($"contract-{Guid.NewGuid():N}", "ttl", index));
        foreach (var (key, at) in items)
            await Put(table, Named(Key(key), ("state", "on"), ("at", at)));
        await CatchUpAsync(table);
        return table;
    }

    private static async Task<IEnumerable<string>> FoundAsync(ITable table, IndexQuery query) =>
        (await table.QueryAsync(query, None)).Items.Select(item => item.Key.Partition);
}
