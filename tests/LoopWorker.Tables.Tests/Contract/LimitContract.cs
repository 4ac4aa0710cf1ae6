using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>What is refused.</summary>
public abstract class LimitContract : TableContract
{
    private static readonly ItemKey User = Key("USER#a");

    public static TheoryData<string, ItemKey> BadKeys { get; } =
        new()
        {
            { "empty partition key", Key("") },
            { "empty sort key", Key("USER#a", "") },
            { "partition key of 2049 bytes", Key(new string('x', 2049)) },
            { "sort key of 1025 bytes", Key("USER#a", new string('x', 1025)) },
            { "sort key of 1026 bytes in 513 characters", Key("USER#a", new string('é', 513)) },
        };

    [Theory]
    [MemberData(nameof(BadKeys))]
    public async Task A_key_that_is_empty_or_too_long_is_refused_everywhere(string what, ItemKey key)
    {
        Assert.NotEmpty(what);
        var table = await CreateTableAsync();

        await Refused(() => table.GetAsync(key, Consistency.Strong, None));
        await Refused(() => table.GetManyAsync([key], Consistency.Strong, None));
        await Refused(() => Put(table, new Item(key)));
        await Refused(() => table.DeleteAsync(new Delete(key), None));
        await Refused(() => table.WriteManyAsync([new Put(new Item(key))], None));
    }

    [Fact]
    public async Task The_longest_keys_are_taken()
    {
        var table = await CreateTableAsync();
        var key = Key(new string('p', 2048), new string('s', 1024));
        await Put(table, new Item(key));

        Assert.NotNull(await Stored(table, key));
    }

    [Fact]
    public async Task An_item_of_400_KB_is_taken_and_one_byte_more_is_refused()
    {
        var table = await CreateTableAsync();
        var overhead = Named(User, ("text", "")).Size;
        var largest = Named(User, ("text", new string('x', TableLimits.ItemBytes - overhead)));
        await Put(table, largest);
        Assert.Equal(largest, await Stored(table, User));

        var tooLarge = Named(User, ("text", new string('x', TableLimits.ItemBytes - overhead + 1)));
        await Refused(() => Put(table, tooLarge));
        await Refused(() => table.WriteManyAsync([new Put(tooLarge)], None));
        await Refused(() => table.TransactAsync([new Put(tooLarge)], Token(), None));
    }

    [Fact]
    public async Task An_update_that_makes_an_item_too_large_is_refused()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("first", new string('x', 300 * 1024))));

        await Refused(() =>
            table.UpdateAsync(new Update(User, [new AttributeChange.Set("second", new string('x', 300 * 1024))]), None)
        );
        Assert.Null((await Stored(table, User))?["second"]);
    }

    [Fact]
    public async Task A_batch_of_gets_has_at_most_100_distinct_keys()
    {
        var table = await CreateTableAsync();
        var keys = Enumerable.Range(0, TableLimits.BatchGetKeys + 1).Select(i => Key($"USER#{i}")).ToList();

        await Refused(() => table.GetManyAsync(keys, Consistency.Strong, None));
        await Refused(() => table.GetManyAsync([User, User], Consistency.Strong, None));
        await Refused(() => table.GetManyAsync([], Consistency.Strong, None));
    }

    [Fact]
    public async Task A_batch_of_writes_has_at_most_25_distinct_ones()
    {
        var table = await CreateTableAsync();
        var puts = Enumerable.Range(0, TableLimits.BatchWrites + 1).Select(i => (Write)new Put(new Item(Key($"{i}"))));

        await Refused(() => table.WriteManyAsync([.. puts], None));
        await Refused(() => table.WriteManyAsync([new Put(new Item(User)), new Delete(User)], None));
        await Refused(() => table.WriteManyAsync([], None));
    }

    [Fact]
    public async Task A_batch_of_writes_takes_no_conditions_and_no_updates()
    {
        var table = await CreateTableAsync();

        await Refused(() => table.WriteManyAsync([new Delete(User, Condition.ItemExists)], None));
        await Refused(() => table.WriteManyAsync([new Update(User, [])], None));
        await Refused(() => table.WriteManyAsync([new Check(User, Condition.NoItem)], None));
    }

    [Fact]
    public async Task A_batch_of_inserts_has_at_most_25_distinct_ones()
    {
        var table = await CreateTableAsync();
        var items = Enumerable.Range(0, TableLimits.BatchWrites + 1).Select(i => new Item(Key($"{i}"))).ToList();

        await Refused(() => table.InsertManyAsync(items, None));
        await Refused(() => table.InsertManyAsync([new Item(User), new Item(User)], None));
        await Refused(() => table.InsertManyAsync([], None));
    }

    [Fact]
    public async Task A_transaction_has_at_most_100_writes_of_distinct_items()
    {
        var table = await CreateTableAsync();
        var deletes = Enumerable
            .Range(0, TableLimits.TransactionWrites + 1)
            .Select(i => (Write)new Delete(Key($"USER#{i}")));

        await Refused(() => table.TransactAsync([.. deletes], Token(), None));
        await Refused(() => table.TransactAsync([], Token(), None));
        var refusal = await Refused(() =>
            table.TransactAsync([new Put(new Item(User)), new Check(User, Condition.NoItem)], Token(), None)
        );
        Assert.Contains(
            "Transaction request cannot include multiple operations on one item",
            refusal.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_transaction_carries_at_most_4_MB()
    {
        var table = await CreateTableAsync();
        var text = new string('x', 399 * 1024);
        var puts = Enumerable.Range(0, 11).Select(i => (Write)new Put(Named(Key($"USER#{i}"), ("text", text))));

        await Refused(() => table.TransactAsync([.. puts], Token(), None));
        Assert.Null(await Stored(table, Key("USER#0")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0123456789012345678901234567890123456")]
    public async Task An_idempotency_token_has_1_to_36_characters(string token)
    {
        var table = await CreateTableAsync();

        await Refused(() => table.TransactAsync([new Put(new Item(User))], token, None));
    }

    [Theory]
    [InlineData("pk")]
    [InlineData("sk")]
    public async Task A_key_attribute_cannot_be_updated(string attribute)
    {
        var table = await CreateTableAsync();

        await Refused(() => table.UpdateAsync(new Update(User, [new AttributeChange.Set(attribute, "x")]), None));
        await Refused(() => table.UpdateAsync(new Update(User, [new AttributeChange.Remove(attribute)]), None));
    }

    [Fact]
    public async Task An_attribute_cannot_be_changed_twice_in_one_update()
    {
        var table = await CreateTableAsync();

        await Refused(() =>
            table.UpdateAsync(
                new Update(User, [new AttributeChange.Set("n", 1L), new AttributeChange.Remove("n")]),
                None
            )
        );
    }

    [Fact]
    public async Task Only_numbers_and_sets_can_be_added_and_only_to_their_like()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("text", "x"), ("tags", new StringSet("a"))));

        await Refused(() => Add(table, "text", 1L));
        await Refused(() => Add(table, "tags", 1L));
        await Refused(() => Add(table, "tags", new NumberSet(new NumberValue(1L))));
        await Refused(() => Add(table, "new", "text"));
    }

    [Fact]
    public async Task A_sum_of_more_than_38_digits_is_refused()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("n", NumberValue.Parse("1E50"))));

        await Refused(() => Add(table, "n", 1L));
    }

    [Fact]
    public async Task Only_strings_numbers_and_bytes_have_an_order()
    {
        var table = await CreateTableAsync();

        await Refused(() => table.DeleteAsync(new Delete(User, Condition.Less("flag", true)), None));
    }

    [Fact]
    public async Task An_index_that_does_not_exist_is_refused()
    {
        var table = await CreateTableAsync();

        await Refused(() => table.QueryAsync(new IndexQuery("NoSuchIndex", "x"), None));
    }

    [Fact]
    public async Task An_indexed_attribute_must_be_a_string_that_is_not_empty()
    {
        var table = await CreateTableAsync();

        await Refused(() => Put(table, Named(User, ("fingerprint", 1L))));
        await Refused(() => Put(table, Named(User, ("fingerprint", ""))));
        Assert.Null(await Stored(table, User));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task A_limit_is_at_least_1(int limit)
    {
        var table = await CreateTableAsync();

        await Refused(() => table.QueryAsync(new Query("USER#a", Limit: limit), None));
        await Refused(() => table.QueryAsync(new IndexQuery(Index, "x", Limit: limit), None));
        await Refused(() => table.ScanAsync(new Scan(Limit: limit), None));
    }

    [Fact]
    public async Task A_query_cannot_go_on_after_a_key_that_is_not_in_it()
    {
        var table = await CreateTableAsync();

        await Refused(() => table.QueryAsync(new Query("USER#a", After: Key("USER#b")), None));
        await Refused(() => table.QueryAsync(new Query("USER#a", "PENDING#", After: Key("USER#a", "CONTEXT")), None));
    }

    [Fact]
    public async Task Values_may_be_nested_32_levels_deep()
    {
        var table = await CreateTableAsync();
        AttributeValue nested = "innermost";
        for (var level = 1; level < 32; level++)
            nested = new ListValue(nested);
        await Put(table, Named(User, ("nested", nested)));

        await Refused(() => Put(table, Named(User, ("nested", new ListValue(nested)))));
    }

    private static Task<WriteResult> Add(ITable table, string attribute, AttributeValue value) =>
        table.UpdateAsync(new Update(User, [new AttributeChange.Add(attribute, value)]), None);
}
