using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.InMemory;

public sealed class InMemoryTableTests
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

    [Fact]
    public async Task An_update_that_does_not_fit_the_stored_type_cancels_its_transaction_and_says_why()
    {
        await _table.PutAsync(new Put(Item.Of(Counter, ("n", "text"))), default);

        var result = await _table.TransactAsync(
            [new Put(new Item(new ItemKey("b", "b"))), new Update(Counter, [new AttributeChange.Add("n", 1L)])],
            "token",
            default
        );

        Assert.Equal([CancellationCode.None, CancellationCode.Invalid], result.Reasons.Select(reason => reason.Code));
        Assert.Equal(
            "An operand in the update expression has an incorrect data type: ADD to the attribute 'n'",
            result.Reasons[1].Message
        );
    }

    [Theory]
    [InlineData("ab")]
    [InlineData("with space")]
    public void A_name_that_DynamoDB_does_not_take_is_refused(string name)
    {
        var refusal = Assert.Throws<TableException>(() => new InMemoryTable(new(name), TimeProvider.System));

        Assert.Equal(
            $"TableName '{name}' must be 3 to 255 characters long and made of A-Z, a-z, 0-9, '_', '.' and '-'",
            refusal.Message
        );
    }
}
