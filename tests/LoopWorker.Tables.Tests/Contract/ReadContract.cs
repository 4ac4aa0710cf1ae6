using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>Gets, batched gets and what items give back.</summary>
public abstract class ReadContract : TableContract
{
    [Fact]
    public async Task An_item_that_was_never_put_is_absent()
    {
        var table = await CreateTableAsync();

        Assert.Null(await Stored(table, Key("USER#a")));
    }

    [Fact]
    public async Task Every_type_of_value_comes_back_as_it_was_put()
    {
        var table = await CreateTableAsync();
        var item = Named(
            Key("USER#a"),
            ("text", "Grüße 🌍"),
            ("empty", ""),
            ("number", NumberValue.Parse("-12.50")),
            ("longest", NumberValue.Parse("1234567890123456789012345678901234567.8")),
            ("lamports", ulong.MaxValue),
            ("bytes", new BinaryValue(new byte[] { 0, 1, 255 })),
            ("yes", true),
            ("no", false),
            ("nothing", NullValue.Instance),
            ("list", new ListValue("a", 1L, new ListValue())),
            (
                "map",
                new MapValue(new Dictionary<string, AttributeValue> { ["inner"] = new ListValue(true), ["n"] = 7L })
            ),
            ("strings", new StringSet("b", "a")),
            ("numbers", new NumberSet(new NumberValue(2L), NumberValue.Parse("1.5"))),
            ("binaries", new BinarySet(new BinaryValue(new byte[] { 2 }), new BinaryValue(new byte[] { 1 })))
        );

        await Put(table, item);

        Assert.Equal(item, await Stored(table, item.Key));
    }

    [Fact]
    public async Task An_item_needs_no_attribute_besides_its_key()
    {
        var table = await CreateTableAsync();
        await Put(table, new Item(Key("USER#a")));

        Assert.Equal(new Item(Key("USER#a")), await Stored(table, Key("USER#a")));
    }

    [Fact]
    public async Task Items_of_one_partition_are_told_apart_by_their_sort_keys()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(Key("USER#a", "CONTEXT"), ("n", 1L)));
        await Put(table, Named(Key("USER#a", "SESSION"), ("n", 2L)));

        Assert.Equal(2L, (await Stored(table, Key("USER#a", "SESSION")))?["n"]?.AsInt64);
        Assert.Equal(1L, (await Stored(table, Key("USER#a", "CONTEXT")))?["n"]?.AsInt64);
    }

    [Fact]
    public async Task A_batch_of_gets_returns_what_exists_and_leaves_out_the_rest()
    {
        var table = await CreateTableAsync();
        var keys = Enumerable.Range(0, TableLimits.BatchGetKeys).Select(i => Key($"USER#{i}")).ToList();
        foreach (var key in keys.Where((_, i) => i % 10 == 0))
            await Put(table, Named(key, ("partition", key.Partition)));

        var result = await table.GetManyAsync(keys, Consistency.Strong, None);

        Assert.Equal(keys.Where((_, i) => i % 10 == 0).ToHashSet(), result.Items.Keys.ToHashSet());
        Assert.All(result.Items, pair => Assert.Equal(pair.Key.Partition, pair.Value["partition"]?.AsString));
    }

    [Fact]
    public async Task A_strong_get_costs_a_unit_and_an_eventual_one_half_of_it()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(Key("USER#a"), ("n", 1L)));

        Assert.Equal(1, (await table.GetAsync(Key("USER#a"), Consistency.Strong, None)).Capacity.ReadUnits);
        Assert.Equal(0.5, (await table.GetAsync(Key("USER#a"), Consistency.Eventual, None)).Capacity.ReadUnits);
    }

    [Fact]
    public async Task A_cancelled_caller_gets_no_answer()
    {
        var table = await CreateTableAsync();
        using var source = new CancellationTokenSource();
        source.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            table.GetAsync(Key("USER#a"), Consistency.Strong, source.Token)
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            table.PutAsync(new Put(new Item(Key("USER#a"))), source.Token)
        );
        Assert.Null(await Stored(table, Key("USER#a")));
    }
}
