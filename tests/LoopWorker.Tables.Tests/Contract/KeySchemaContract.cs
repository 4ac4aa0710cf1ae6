using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>Tables whose keys have other names, or no sort key.</summary>
public abstract class KeySchemaContract : TableContract
{
    private static readonly KeySchema Threads = new("thread_id");
    private static readonly KeySchema Pairs = new("partitionKey", "sortKey");

    public static TheoryData<KeySchema> Schemas { get; } = new(Threads, Pairs);

    private Task<ITable> CreateTableAsync(KeySchema schema) =>
        CreateTableAsync(new TableDefinition($"contract-{Guid.NewGuid():N}") { Keys = schema });

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task An_item_is_stored_and_read_with_its_key_under_the_names_of_the_table(KeySchema schema)
    {
        var table = await CreateTableAsync(schema);
        var item = Named(KeyOf(schema, "a"), ("n", 1L));
        await Put(table, item);
        var stored = await Stored(table, KeyOf(schema, "a"));
        Assert.Equal(item, stored);
        Assert.Equal("a", stored![schema.Partition]?.AsString);
        Assert.Null(stored["pk"]);
        Assert.True(stored.Has(schema.Partition));
        Assert.Equal(item.Size, stored.Size);
        Assert.Null(await Stored(table, KeyOf(schema, "b")));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Conditions_say_whether_there_is_an_item_and_bring_it_back(KeySchema schema)
    {
        var table = await CreateTableAsync(schema);
        var item = Named(KeyOf(schema, "a"), ("n", 1L));
        Assert.True((await table.PutAsync(new Put(item, Condition.NoItem), None)).Succeeded);
        var refused = await table.PutAsync(new Put(item, Condition.NoItem), None);
        Assert.False(refused.Succeeded);
        Assert.Equal(item, refused.Stored);
        Assert.True((await table.DeleteAsync(new Delete(item.Key, Condition.ItemExists), None)).Succeeded);
        Assert.False((await table.DeleteAsync(new Delete(item.Key, Condition.ItemExists), None)).Succeeded);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task An_update_makes_an_item_with_the_tables_key(KeySchema schema)
    {
        var table = await CreateTableAsync(schema);
        var update = new Update(KeyOf(schema, "a"), [new AttributeChange.Add("n", 2L)]);
        Assert.Equal(Named(update.Key, ("n", 2L)), (await table.UpdateAsync(update, None)).Updated);
        Assert.Equal(Named(update.Key, ("n", 4L)), (await table.UpdateAsync(update, None)).Updated);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task A_transaction_that_is_cancelled_brings_the_stored_item_back(KeySchema schema)
    {
        var table = await CreateTableAsync(schema);
        var item = Named(KeyOf(schema, "a"), ("n", 1L));
        await Put(table, item);
        var result = await table.TransactAsync(
            [new Put(Named(KeyOf(schema, "b"))), new Put(item, Condition.NoItem)],
            Token(),
            None
        );
        Assert.Equal([CancellationCode.None, CancellationCode.ConditionFailed], result.Reasons.Select(r => r.Code));
        Assert.Equal(item, result.Reasons[1].Stored);
        Assert.Null(await Stored(table, KeyOf(schema, "b")));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Batches_are_written_inserted_and_read(KeySchema schema)
    {
        var table = await CreateTableAsync(schema);
        List<Item> items = [.. "abc".Select(name => Named(KeyOf(schema, $"{name}"), ("n", 1L)))];
        await table.WriteManyAsync([.. items.Take(2).Select(item => new Put(item))], None);
        var inserted = await table.InsertManyAsync(items, None);
        Assert.Equal([false, false, true], inserted.Outcomes.Select(outcome => outcome.Inserted));
        Assert.Equal(items[0], inserted.Outcomes[0].Stored);
        await table.WriteManyAsync([new Delete(items[0].Key)], None);
        var found = await table.GetManyAsync([.. items.Select(item => item.Key)], Consistency.Strong, None);
        Assert.Equal(items.Skip(1), found.Items.Values.OrderBy(item => item.Key.Partition));
        Assert.Equal(items[1], found.Items[items[1].Key]);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Pages_go_on_where_they_stopped(KeySchema schema)
    {
        var table = await CreateTableAsync(schema);
        List<Item> items = [.. Enumerable.Range(0, 7).Select(i => Named(KeyOf(schema, $"{i}")))];
        foreach (var item in items)
            await Put(table, item);
        var scanned = await AllPages(after => table.ScanAsync(new Scan(Limit: 3, After: after), None));
        Assert.Equal(items, scanned.OrderBy(item => item.Key.Partition));
        var queried = await AllPages(after => table.QueryAsync(new Query("3", Limit: 1, After: after), None));
        Assert.Equal([items[3]], queried);
    }

    [Fact]
    public async Task Sort_keys_order_and_select_by_prefix_whatever_they_are_called()
    {
        var table = await CreateTableAsync(Pairs);
        foreach (var sort in (string[])["b.2", "a.1", "b.1"])
            await Put(table, Named(Pairs.Key("p", sort)));
        var page = await table.QueryAsync(new Query("p", SortPrefix: "b."), None);
        Assert.Equal(["b.1", "b.2"], page.Items.Select(item => item.Key.Sort));
    }

    [Fact]
    public async Task A_key_of_another_schema_is_refused()
    {
        var threads = await CreateTableAsync(Threads);
        await Refused(() => threads.GetAsync(new ItemKey("a", "b"), Consistency.Strong, None));
        await Refused(() => Put(threads, Named(new ItemKey("a", "b"))));
        await Refused(() => threads.GetAsync(new KeySchema("thread").Key("a"), Consistency.Strong, None));
        await Refused(() => threads.QueryAsync(new Query("a", SortPrefix: "b"), None));
        var pairs = await CreateTableAsync(Pairs);
        await Refused(() => pairs.DeleteAsync(new Delete(new KeySchema("partitionKey").Key("a")), None));
        await Refused(() => Put(pairs, Named(Threads.Key("a"))));
    }

    [Fact]
    public async Task A_key_attribute_cannot_be_changed_whatever_it_is_called()
    {
        var table = await CreateTableAsync(Threads);
        var set = new AttributeChange.Set("thread_id", "b");
        await Refused(() => table.UpdateAsync(new Update(Threads.Key("a"), [set]), None));
        var other = new AttributeChange.Set("pk", "b");
        Assert.True((await table.UpdateAsync(new Update(Threads.Key("a"), [other]), None)).Succeeded);
    }

    private static ItemKey KeyOf(KeySchema schema, string partition) =>
        schema.Key(partition, schema.Sort is null ? "" : "s");
}
