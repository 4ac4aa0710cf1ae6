using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.InMemory;

public sealed class InMemoryConcurrencyTests
{
    private static readonly ItemKey Counter = new("USER#a", "CONTEXT");

    private readonly InMemoryTable _table = new(new TableDefinition("loop"), TimeProvider.System);

    [Fact]
    public async Task No_update_is_lost_between_threads()
    {
        await Parallel.ForAsync(
            0,
            2000,
            async (_, cancellation) =>
                await _table.UpdateAsync(new Update(Counter, [new AttributeChange.Add("n", 1L)]), cancellation)
        );

        Assert.Equal(2000L, (await _table.GetAsync(Counter, Consistency.Strong, default)).Item?["n"]?.AsInt64);
    }

    [Fact]
    public async Task Of_many_that_insert_the_same_item_one_succeeds()
    {
        var winners = 0;
        await Parallel.ForAsync(
            0,
            200,
            async (number, cancellation) =>
            {
                Write[] writes = [new Put(Item.Of(Counter, ("n", (long)number)), Condition.NoItem)];
                if ((await _table.TransactAsync(writes, $"{number}", cancellation)).Committed)
                    Interlocked.Increment(ref winners);
            }
        );

        Assert.Equal(1, winners);
    }

    [Fact]
    public void An_error_arrives_in_the_task_and_not_at_the_call()
    {
        var call = _table.GetAsync(default, Consistency.Strong, default);

        Assert.True(call.IsFaulted);
        Assert.IsType<TableException>(call.Exception.InnerException);
    }

    [Fact]
    public void A_call_is_finished_when_it_returns() =>
        Assert.True(_table.PutAsync(new Put(new Item(Counter)), default).IsCompletedSuccessfully);
}
