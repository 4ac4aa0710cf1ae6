using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.InMemory;

/// <summary>What calls cost, worked out by hand from the Developer Guide.</summary>
public sealed class InMemoryCapacityTests
{
    private static readonly ItemKey User = new("USER#a", "CONTEXT");
    private static readonly ItemKey Card = new("CARD#1", "META");

    private readonly InMemoryTable _table = new(
        new TableDefinition("loop", "ttl", new IndexDefinition("ByFingerprint", "fingerprint", "user_pubkey")),
        TimeProvider.System
    );

    [Fact]
    public async Task A_put_costs_the_larger_of_the_old_and_the_new_item()
    {
        Assert.Equal(3, await Put(Sized(User, 3000)));
        Assert.Equal(3, await Put(Sized(User, 100)));
        Assert.Equal(1, await Put(Sized(User, 100)));
        Assert.Equal(2, await Put(Sized(User, 1025)));
    }

    [Fact]
    public async Task A_delete_costs_the_deleted_item_and_one_of_nothing_a_unit()
    {
        await Put(Sized(User, 2500));

        Assert.Equal(3, (await _table.DeleteAsync(new Delete(User), default)).Capacity.WriteUnits);
        Assert.Equal(1, (await _table.DeleteAsync(new Delete(User), default)).Capacity.WriteUnits);
    }

    [Fact]
    public async Task An_update_costs_the_whole_item_however_little_it_changes()
    {
        await Put(Sized(User, 2500));

        var result = await _table.UpdateAsync(new Update(User, [new AttributeChange.Set("n", 1L)]), default);

        Assert.Equal(3, result.Capacity.WriteUnits);
    }

    [Fact]
    public async Task A_failed_condition_costs_a_write_of_what_is_stored()
    {
        Assert.Equal(1, await Put(Sized(User, 9000), Condition.ItemExists));
        await Put(Sized(User, 2500));
        Assert.Equal(3, await Put(Sized(User, 9000), Condition.NoItem));
    }

    [Fact]
    public async Task A_batch_of_gets_rounds_up_each_item()
    {
        var (first, second, absent) = (new ItemKey("a", "1"), new ItemKey("a", "2"), new ItemKey("a", "3"));
        await Put(Sized(first, 4097));
        await Put(Sized(second, 100));

        var strong = await _table.GetManyAsync([first, second, absent], Consistency.Strong, default);
        var eventual = await _table.GetManyAsync([first, second, absent], Consistency.Eventual, default);

        Assert.Equal(new ConsumedCapacity(2 + 1 + 1, 0), strong.Capacity);
        Assert.Equal(new ConsumedCapacity(2, 0), eventual.Capacity);
    }

    [Fact]
    public async Task A_query_and_a_scan_round_up_the_sum_of_the_page()
    {
        for (var i = 0; i < 10; i++)
            await Put(Sized(new ItemKey("a", $"{i}"), 1000));

        // 10 000 bytes are three steps of 4 KB.
        Assert.Equal(1.5, (await _table.QueryAsync(new Query("a"), default)).Capacity.ReadUnits);
        Assert.Equal(
            3,
            (await _table.QueryAsync(new Query("a", Consistency: Consistency.Strong), default)).Capacity.ReadUnits
        );
        Assert.Equal(1.5, (await _table.ScanAsync(new Scan(), default)).Capacity.ReadUnits);
        Assert.Equal(0.5, (await _table.QueryAsync(new Query("a", Limit: 4), default)).Capacity.ReadUnits);
        Assert.Equal(0.5, (await _table.QueryAsync(new Query("none"), default)).Capacity.ReadUnits);
    }

    [Fact]
    public async Task An_index_costs_its_own_writes()
    {
        var card = Item.Of(Card, ("fingerprint", "1"), ("user_pubkey", "a"), ("card_last4", "4242"));

        Assert.Equal(1 + 1, await Put(card));
        Assert.Equal(1 + 0, await Put(card));
        Assert.Equal(1 + 0, await Put(card.With("card_last4", "1111")));
        Assert.Equal(1 + 1, await Put(card.With("user_pubkey", "b")));
        Assert.Equal(1 + 2, await Put(card.With("fingerprint", "2")));
        Assert.Equal(1 + 1, await Put(card.Without("fingerprint")));
        Assert.Equal(1 + 0, (await _table.DeleteAsync(new Delete(Card), default)).Capacity.WriteUnits);
        await Put(card);
        Assert.Equal(1 + 1, (await _table.DeleteAsync(new Delete(Card), default)).Capacity.WriteUnits);
    }

    [Fact]
    public async Task A_read_of_an_index_costs_only_what_the_index_holds()
    {
        await Put(Sized(Card, 9000).With("fingerprint", "1"));

        Assert.Equal(0.5, (await _table.QueryAsync(new IndexQuery("ByFingerprint", "1"), default)).Capacity.ReadUnits);
    }

    [Fact]
    public async Task Writes_of_a_transaction_cost_twice()
    {
        await Put(Sized(User, 2000));

        var result = await _table.TransactAsync(
            [
                new Put(Sized(User, 1500)),
                new Put(Sized(new ItemKey("TXN#1", "PROCESSED"), 200)),
                new Delete(new ItemKey("USER#a", "LOCATION")),
                new Check(new ItemKey("CARD#1", "META"), Condition.NoItem),
            ],
            "token",
            default
        );

        Assert.Equal(new ConsumedCapacity(0, 2 * (2 + 1 + 1 + 1)), result.Capacity);
    }

    [Fact]
    public async Task A_cancelled_transaction_costs_its_attempts_and_a_repeated_one_reads()
    {
        await Put(Sized(User, 5000));
        Write[] writes = [new Put(Sized(User, 100), Condition.ItemExists), new Put(Sized(Card, 1500))];
        Write[] failing = [new Put(Sized(User, 100), Condition.NoItem), new Put(Sized(Card, 1500))];

        Assert.Equal(
            new ConsumedCapacity(0, 2 * (5 + 2)),
            (await _table.TransactAsync(failing, "1", default)).Capacity
        );
        Assert.Equal(new ConsumedCapacity(0, 2 * (5 + 2)), (await _table.TransactAsync(writes, "2", default)).Capacity);
        Assert.Equal(new ConsumedCapacity(2 * (1 + 1), 0), (await _table.TransactAsync(writes, "2", default)).Capacity);
    }

    [Fact]
    public async Task A_batch_of_writes_and_of_inserts_cost_as_much_as_their_parts()
    {
        var (first, second) = (new ItemKey("a", "1"), new ItemKey("a", "2"));

        var batch = await _table.WriteManyAsync([new Put(Sized(first, 1500)), new Delete(second)], default);
        Assert.Equal(2 + 1, batch.Capacity.WriteUnits);

        var inserts = await _table.InsertManyAsync([Sized(first, 100), Sized(second, 100)], default);
        Assert.Equal(2 + 1, inserts.Capacity.WriteUnits);
    }

    [Fact]
    public async Task One_event_costs_eight_units_as_the_design_says()
    {
        // The context, of up to 2 KB; the marker; the pending capture.
        var result = await _table.TransactAsync(
            [
                new Put(Sized(User, 2048)),
                new Put(Sized(new ItemKey("TXN#1", "PROCESSED"), 300), Condition.NoItem),
                new Put(Sized(new ItemKey("USER#a", "PENDING#1"), 400), Condition.NoItem),
            ],
            "token",
            default
        );

        Assert.Equal(8, result.Capacity.WriteUnits);
    }

    private async Task<double> Put(Item item, Condition? condition = null) =>
        (await _table.PutAsync(new Put(item, condition), default)).Capacity.WriteUnits;

    private static Item Sized(ItemKey key, int bytes)
    {
        var overhead = Item.Of(key, ("text", "")).Size;
        return Item.Of(key, ("text", new string('x', bytes - overhead)));
    }
}
