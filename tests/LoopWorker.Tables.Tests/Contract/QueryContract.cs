using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>Queries of a partition and of an index, scans, and their pages.</summary>
public abstract class QueryContract : TableContract
{
    private const string User = "USER#a";

    [Fact]
    public async Task A_partition_comes_in_the_order_of_its_sort_keys()
    {
        var table = await WithSorts("b", "a", "B", "10", "9", "é", "\uFFFD", "\U0001F30D");

        Assert.Equal(["10", "9", "B", "a", "b", "é", "\uFFFD", "\U0001F30D"], await Sorts(table, new Query(User)));
    }

    [Fact]
    public async Task Descending_is_the_same_backwards()
    {
        var table = await WithSorts("c", "a", "b");

        Assert.Equal(["c", "b", "a"], await Sorts(table, new Query(User, Descending: true)));
    }

    [Fact]
    public async Task A_prefix_chooses_the_sort_keys_that_begin_with_it()
    {
        var table = await WithSorts("CARD#1", "PENDING", "PENDING#1", "PENDING#2", "PENDING$", "SESSION");

        Assert.Equal(["PENDING#1", "PENDING#2"], await Sorts(table, new Query(User, "PENDING#")));
        Assert.Equal(["PENDING#2", "PENDING#1"], await Sorts(table, new Query(User, "PENDING#", Descending: true)));
        Assert.Empty(await Sorts(table, new Query(User, "UNMATCHED#")));
    }

    [Fact]
    public async Task Other_partitions_are_not_in_it()
    {
        var table = await WithSorts("a");
        await Put(table, new Item(Key("USER#b", "a")));
        await Put(table, new Item(Key("USER#", "a")));

        Assert.Equal(["a"], await Sorts(table, new Query(User)));
        Assert.Empty(await Sorts(table, new Query("USER#none")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_of_a_few_make_up_the_whole(bool descending)
    {
        var sorts = Enumerable.Range(0, 7).Select(i => $"PENDING#{i}").ToArray();
        var table = await WithSorts([.. sorts, "A", "Z"]);
        var query = new Query(User, "PENDING#", descending, Limit: 3, Consistency: Consistency.Strong);

        var first = await table.QueryAsync(query, None);
        Assert.Equal(3, first.Items.Count);
        Assert.Equal(first.Items[^1].Key, first.Next);

        var all = await AllPages(after => table.QueryAsync(query with { After = after }, None));
        var expected = descending ? sorts.Reverse() : sorts;
        Assert.Equal(expected, all.Select(item => item.Key.Sort));
    }

    [Fact]
    public async Task A_page_goes_on_after_an_item_that_is_gone()
    {
        var table = await WithSorts("a", "b", "c");
        await table.DeleteAsync(new Delete(Key(User, "b")), None);

        Assert.Equal(["c"], await Sorts(table, new Query(User, After: Key(User, "b"))));
        Assert.Equal(["a"], await Sorts(table, new Query(User, After: Key(User, "b"), Descending: true)));
    }

    [Fact]
    public async Task A_page_holds_no_more_than_a_megabyte()
    {
        var table = await CreateTableAsync();
        var text = new string('x', 300 * 1024);
        for (var i = 0; i < 5; i++)
            await Put(table, Named(Key(User, $"{i}"), ("text", text)));
        var query = new Query(User, Consistency: Consistency.Strong);

        var first = await table.QueryAsync(query, None);
        Assert.InRange(first.Items.Count, 1, 4);
        Assert.NotNull(first.Next);

        var all = await AllPages(after => table.QueryAsync(query with { After = after }, None));
        Assert.Equal(["0", "1", "2", "3", "4"], all.Select(item => item.Key.Sort));
    }

    [Fact]
    public async Task An_index_finds_the_items_with_the_value_and_shows_what_it_holds()
    {
        var table = await CreateTableAsync();
        await Put(
            table,
            Named(
                Key("CARD#1", "META"),
                ("fingerprint", "1"),
                ("user_pubkey", "a"),
                ("linked_at", 5L),
                ("card_last4", "4242")
            )
        );
        await Put(table, Named(Key("CARD#2", "META"), ("fingerprint", "2"), ("user_pubkey", "b")));
        await Put(table, Named(Key("USER#c"), ("user_pubkey", "c")));
        await CatchUpAsync(table);

        // One by one: in a collection the order of attributes would count, which engines are free to choose.
        Assert.Equal(
            Named(Key("CARD#1", "META"), ("fingerprint", "1"), ("user_pubkey", "a"), ("linked_at", 5L)),
            Assert.Single((await table.QueryAsync(new IndexQuery(Index, "1"), None)).Items)
        );
        Assert.Empty((await table.QueryAsync(new IndexQuery(Index, "3"), None)).Items);
    }

    [Fact]
    public async Task An_index_follows_changes_of_its_items()
    {
        var table = await CreateTableAsync();
        var card = Key("CARD#1", "META");
        await Put(table, Named(card, ("fingerprint", "1"), ("user_pubkey", "a")));
        await Put(table, Named(card, ("fingerprint", "2"), ("user_pubkey", "b")));
        await CatchUpAsync(table);
        Assert.Empty(await Indexed(table, "1"));
        Assert.Equal("b", Assert.Single(await Indexed(table, "2"))["user_pubkey"]?.AsString);

        await table.UpdateAsync(new Update(card, [new AttributeChange.Set("user_pubkey", "c")]), None);
        await CatchUpAsync(table);
        Assert.Equal("c", Assert.Single(await Indexed(table, "2"))["user_pubkey"]?.AsString);

        await table.UpdateAsync(new Update(card, [new AttributeChange.Remove("fingerprint")]), None);
        await CatchUpAsync(table);
        Assert.Empty(await Indexed(table, "2"));

        await Put(table, Named(card, ("fingerprint", "2")));
        await table.DeleteAsync(new Delete(card), None);
        await CatchUpAsync(table);
        Assert.Empty(await Indexed(table, "2"));
    }

    [Fact]
    public async Task Pages_of_an_index_make_up_the_whole()
    {
        var table = await CreateTableAsync();
        var keys = Enumerable.Range(0, 7).Select(i => Key($"CARD#{i}", "META")).ToList();
        foreach (var key in keys)
            await Put(table, Named(key, ("fingerprint", "shared")));
        await CatchUpAsync(table);

        var all = await AllPages(after =>
            table.QueryAsync(new IndexQuery(Index, "shared", Limit: 2, After: after), None)
        );

        Assert.Equal(keys.Count, all.Count);
        Assert.Equal(keys.ToHashSet(), all.Select(item => item.Key).ToHashSet());
    }

    [Fact]
    public async Task A_scan_meets_every_item_once()
    {
        var table = await CreateTableAsync();
        var keys = Enumerable.Range(0, 40).Select(i => Key($"USER#{i % 10}", $"PENDING#{i}")).ToList();
        foreach (var batch in keys.Chunk(TableLimits.BatchWrites))
            await table.WriteManyAsync([.. batch.Select(key => new Put(new Item(key)))], None);

        var whole = await AllPages(after =>
            table.ScanAsync(new Scan(After: after, Consistency: Consistency.Strong), None)
        );
        var paged = await AllPages(after => table.ScanAsync(new Scan(3, after, Consistency.Strong), None));

        Assert.Equal(keys.Count, whole.Count);
        Assert.Equal(keys.ToHashSet(), whole.Select(item => item.Key).ToHashSet());
        Assert.Equal(whole, paged);
    }

    [Fact]
    public async Task A_scan_finds_nothing_in_an_empty_table()
    {
        var table = await CreateTableAsync();

        var page = await table.ScanAsync(new Scan(), None);

        Assert.Empty(page.Items);
        Assert.Null(page.Next);
    }

    private async Task<ITable> WithSorts(params string[] sorts)
    {
        var table = await CreateTableAsync();
        foreach (var sort in sorts)
            await Put(table, new Item(Key(User, sort)));
        return table;
    }

    private static async Task<IEnumerable<string>> Sorts(ITable table, Query query) =>
        (await table.QueryAsync(query with { Consistency = Consistency.Strong }, None)).Items.Select(item =>
            item.Key.Sort
        );

    private static async Task<IReadOnlyList<Item>> Indexed(ITable table, string fingerprint) =>
        (await table.QueryAsync(new IndexQuery(Index, fingerprint), None)).Items;
}
