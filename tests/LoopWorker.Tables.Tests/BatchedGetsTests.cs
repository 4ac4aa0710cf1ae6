using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests;

public sealed class BatchedGetsTests
{
    private readonly TableMeter _meter = new();
    private readonly ObservedTable _table;

    public BatchedGetsTests() =>
        _table = new ObservedTable(
            new InMemoryTable(new TableDefinition("loop"), TimeProvider.System),
            TimeProvider.System,
            _meter
        );

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(TableLimits.BatchGetKeys, 1)]
    [InlineData(TableLimits.BatchGetKeys + 1, 2)]
    [InlineData(250, 3)]
    public async Task Any_number_of_items_is_read_in_as_few_calls_as_they_take(int count, int calls)
    {
        var keys = Keys(count);
        foreach (var key in keys)
            await _table.PutAsync(new Put(new Item(key)), default);

        var items = await _table.GetAllAsync(keys, Consistency.Strong);

        Assert.Equal(keys.ToHashSet(), items.Keys.ToHashSet());
        Assert.All(items, pair => Assert.Equal(pair.Key, pair.Value.Key));
        Assert.Equal(calls, _meter.Usage.CallsOf(TableOperations.BatchGetItem));
    }

    [Fact]
    public async Task What_does_not_exist_is_left_out()
    {
        var keys = Keys(150);
        await _table.PutAsync(new Put(new Item(keys[120])), default);

        Assert.Equal([keys[120]], (await _table.GetAllAsync(keys, Consistency.Strong)).Keys);
    }

    [Fact]
    public async Task A_key_that_is_named_repeatedly_is_read_once()
    {
        var keys = Keys(2);
        await _table.PutAsync(new Put(new Item(keys[0])), default);
        var before = _meter.Usage;

        var items = await _table.GetAllAsync(Enumerable.Repeat(keys, 100).SelectMany(key => key), Consistency.Strong);

        Assert.Equal([keys[0]], items.Keys);
        Assert.Equal(2, (_meter.Usage - before).Capacity.ReadUnits);
        Assert.Equal(1, (_meter.Usage - before).TotalCalls);
    }

    [Fact]
    public async Task Consistency_is_as_asked_for()
    {
        await _table.GetAllAsync(Keys(4), Consistency.Eventual);

        Assert.Equal(2, _meter.Usage.Capacity.ReadUnits);
    }

    private static List<ItemKey> Keys(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ItemKey($"USER#{i}", "CONTEXT"))];
}
