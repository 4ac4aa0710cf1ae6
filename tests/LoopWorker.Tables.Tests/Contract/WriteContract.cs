using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Contract;

/// <summary>Puts, deletes, updates and batches of them.</summary>
public abstract class WriteContract : TableContract
{
    private static readonly ItemKey User = Key("USER#a");

    [Fact]
    public async Task A_put_replaces_the_whole_item()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("old", 1L), ("both", 1L)));

        var result = await Put(table, Named(User, ("both", 2L)));

        Assert.True(result.Succeeded);
        Assert.Equal(Named(User, ("both", 2L)), await Stored(table, User));
    }

    [Fact]
    public async Task A_delete_removes_the_item_and_nothing_else()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("n", 1L)));
        await Put(table, Named(Key("USER#a", "SESSION"), ("n", 1L)));

        Assert.True((await table.DeleteAsync(new Delete(User), None)).Succeeded);

        Assert.Null(await Stored(table, User));
        Assert.NotNull(await Stored(table, Key("USER#a", "SESSION")));
    }

    [Fact]
    public async Task Deleting_an_absent_item_succeeds()
    {
        var table = await CreateTableAsync();

        Assert.True((await table.DeleteAsync(new Delete(User), None)).Succeeded);
    }

    [Fact]
    public async Task An_update_changes_only_the_attributes_it_names_and_returns_the_item()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("kept", "k"), ("set", "old"), ("removed", 1L), ("counted", 40L)));

        var result = await table.UpdateAsync(
            new Update(
                User,
                [
                    new AttributeChange.Set("set", "new"),
                    new AttributeChange.Remove("removed"),
                    new AttributeChange.Remove("never there"),
                    new AttributeChange.Add("counted", 2L),
                ]
            ),
            None
        );

        var expected = Named(User, ("kept", "k"), ("set", "new"), ("counted", 42L));
        Assert.Equal(expected, result.Updated);
        Assert.Equal(expected, await Stored(table, User));
    }

    [Fact]
    public async Task An_update_makes_the_item_if_there_is_none()
    {
        var table = await CreateTableAsync();

        var result = await table.UpdateAsync(new Update(User, [new AttributeChange.Add("counted", 5L)]), None);

        Assert.True(result.Succeeded);
        Assert.Equal(Named(User, ("counted", 5L)), await Stored(table, User));
    }

    [Fact]
    public async Task Adding_to_a_set_joins_the_elements()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("tags", new StringSet("a", "b"))));

        await table.UpdateAsync(new Update(User, [new AttributeChange.Add("tags", new StringSet("b", "c"))]), None);

        Assert.Equal(new StringSet("a", "b", "c"), (await Stored(table, User))?["tags"]);
    }

    [Fact]
    public async Task Sums_are_exact_beyond_64_bits()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(User, ("lamports", ulong.MaxValue)));

        var result = await table.UpdateAsync(
            new Update(User, [new AttributeChange.Add("lamports", NumberValue.Parse("0.1"))]),
            None
        );

        Assert.Equal(NumberValue.Parse("18446744073709551615.1"), result.Updated?["lamports"]);
    }

    [Fact]
    public async Task An_update_whose_condition_fails_changes_nothing_and_shows_the_item()
    {
        var table = await CreateTableAsync();
        var item = Named(User, ("version", 3L));
        await Put(table, item);

        var result = await table.UpdateAsync(
            new Update(User, [new AttributeChange.Set("version", 4L)], Condition.Equal("version", 2L)),
            None
        );

        Assert.False(result.Succeeded);
        Assert.Null(result.Updated);
        Assert.Equal(item, result.Stored);
        Assert.Equal(item, await Stored(table, User));
    }

    [Fact]
    public async Task A_batch_of_writes_carries_out_all_its_puts_and_deletes()
    {
        var table = await CreateTableAsync();
        await Put(table, Named(Key("USER#gone"), ("n", 1L)));
        List<Write> writes = [new Delete(Key("USER#gone"))];
        for (var i = writes.Count; i < TableLimits.BatchWrites; i++)
            writes.Add(new Put(Named(Key($"USER#{i}"), ("n", (long)i))));

        await table.WriteManyAsync(writes, None);

        Assert.Null(await Stored(table, Key("USER#gone")));
        for (var i = 1; i < TableLimits.BatchWrites; i++)
            Assert.Equal(i, (await Stored(table, Key($"USER#{i}")))?["n"]?.AsInt64);
    }

    [Fact]
    public async Task A_batch_of_inserts_leaves_existing_items_alone_and_shows_them()
    {
        var table = await CreateTableAsync();
        var existing = Named(Key("TXN#1", "PROCESSED"), ("user_pubkey", "first"));
        await Put(table, existing);
        var newcomer = Named(Key("TXN#2", "PROCESSED"), ("user_pubkey", "second"));

        var result = await table.InsertManyAsync([Named(existing.Key, ("user_pubkey", "intruder")), newcomer], None);

        Assert.Equal([false, true], result.Outcomes.Select(outcome => outcome.Inserted));
        Assert.Equal(existing, result.Outcomes[0].Stored);
        Assert.Null(result.Outcomes[1].Stored);
        Assert.Equal(existing, await Stored(table, existing.Key));
        Assert.Equal(newcomer, await Stored(table, newcomer.Key));
    }
}
