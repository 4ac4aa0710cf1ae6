using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Metering;

public sealed class TableMeterTests
{
    private static readonly ItemKey Key = new("USER#a", "CONTEXT");

    private readonly TableMeter _meter = new();
    private readonly ObservedTable _table;

    public TableMeterTests() =>
        _table = new ObservedTable(
            new InMemoryTable(
                new TableDefinition("loop", null, new IndexDefinition("ByFingerprint", "fingerprint")),
                TimeProvider.System
            ),
            TimeProvider.System,
            _meter
        );

    [Fact]
    public void Nothing_was_used_at_first() => Assert.Equal(TableUsage.None, _meter.Usage);

    [Fact]
    public async Task Each_operation_is_counted_by_its_name()
    {
        await _table.GetAsync(Key, Consistency.Strong, default);
        await _table.GetManyAsync([Key], Consistency.Strong, default);
        await _table.PutAsync(new Put(new Item(Key)), default);
        await _table.UpdateAsync(new Update(Key, []), default);
        await _table.DeleteAsync(new Delete(Key), default);
        await _table.QueryAsync(new Query("USER#a"), default);
        await _table.QueryAsync(new IndexQuery("ByFingerprint", "1"), default);
        await _table.ScanAsync(new Scan(), default);
        await _table.WriteManyAsync([new Delete(Key)], default);
        await _table.InsertManyAsync([new Item(Key)], default);
        await _table.TransactAsync([new Delete(Key)], "token", default);

        var usage = _meter.Usage;
        Assert.Equal(2, usage.CallsOf(TableOperations.Query));
        Assert.Equal(
            [
                "BatchExecuteStatement",
                "BatchGetItem",
                "BatchWriteItem",
                "DeleteItem",
                "GetItem",
                "PutItem",
                "Query",
                "Scan",
                "TransactWriteItems",
                "UpdateItem",
            ],
            usage.Calls.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(11, usage.TotalCalls);
        // Reads: 1 + 1 strong, 3 × ½ eventual. Writes: put, update, delete, batch and insert one each, the transaction two.
        Assert.Equal(new ConsumedCapacity(3.5, 7), usage.Capacity);
    }

    [Fact]
    public async Task The_difference_of_two_moments_is_what_came_between()
    {
        await _table.GetAsync(Key, Consistency.Strong, default);
        await _table.PutAsync(new Put(new Item(Key)), default);
        var before = _meter.Usage;
        await _table.PutAsync(new Put(new Item(Key)), default);
        await _table.PutAsync(new Put(new Item(Key), Condition.NoItem), default);

        var between = _meter.Usage - before;

        Assert.Equal(
            new TableUsage(new Dictionary<string, long> { [TableOperations.PutItem] = 2 }, new ConsumedCapacity(0, 2)),
            between
        );
        Assert.Equal(TableUsage.None, before - before);
    }

    [Fact]
    public async Task A_call_that_fails_is_counted_and_costs_nothing()
    {
        await Assert.ThrowsAsync<TableException>(() => _table.GetAsync(default, Consistency.Strong, default));

        Assert.Equal(1, _meter.Usage.CallsOf(TableOperations.GetItem));
        Assert.Equal(default, _meter.Usage.Capacity);
    }

    [Fact]
    public async Task No_call_is_lost_between_threads()
    {
        await Parallel.ForAsync(
            0,
            1000,
            async (_, cancellation) => await _table.GetAsync(Key, Consistency.Eventual, cancellation)
        );

        Assert.Equal(1000, _meter.Usage.TotalCalls);
        Assert.Equal(500, _meter.Usage.Capacity.ReadUnits);
    }
}
