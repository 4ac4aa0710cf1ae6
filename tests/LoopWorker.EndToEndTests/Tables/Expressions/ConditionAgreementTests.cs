using FsCheck.Fluent;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Tests;
using LoopWorker.Tables.Values;
using Check = LoopWorker.Tables.Requests.Check;
using Condition = LoopWorker.Tables.Conditions.Condition;

namespace LoopWorker.EndToEndTests.Tables.Expressions;

/// <summary>
/// That a condition means to DynamoDB what <see cref="ConditionEvaluation"/> says: arbitrary conditions on arbitrary items,
/// 25 or so in one transaction of checks. The reasons of its cancellation tell which of them hold.
/// </summary>
public sealed class ConditionAgreementTests
{
    private const int Batches = 40;
    private const int ConditionsInABatch = 25;

    [Fact]
    public async Task Conditions_mean_the_same_to_DynamoDB_and_in_memory()
    {
        var table = await DynamoDbTables.CreateAsync(new TableDefinition($"conditions-{Guid.NewGuid():N}"));
        var cases = Gen.Zip(Generators.StoredItem, Generators.Condition.Where(IsAllowed));
        var samples = cases.Sample(Batches * ConditionsInABatch).ToList();
        Assert.Contains(samples, sample => sample.Item2.Holds(sample.Item1));
        Assert.Contains(samples, sample => !sample.Item2.Holds(sample.Item1));

        foreach (var batch in samples.Chunk(ConditionsInABatch))
            await AgreeAsync(table, batch);
    }

    private static async Task AgreeAsync(ITable table, (Item? Stored, Condition Condition)[] cases)
    {
        // The last check never holds, so there is always an answer for each.
        var never = new Check(new ItemKey("never", "s"), new Condition.Any());
        var keys = cases.Select((_, i) => new ItemKey($"{Guid.NewGuid():N}", $"{i}")).ToList();
        var stored = cases.Select((sample, i) => sample.Stored is { } item ? new Item(keys[i], item) : null).ToList();
        var puts = stored.OfType<Item>().Select(item => new Put(item)).ToList<Write>();
        if (puts.Count > 0)
            await table.WriteManyAsync(puts, default);

        var checks = cases.Select((sample, i) => new Check(keys[i], sample.Condition));
        var result = await table.TransactAsync([.. checks, never], $"{Guid.NewGuid():N}", default);

        for (var i = 0; i < cases.Length; i++)
        {
            var holds = result.Reasons[i].Code == CancellationCode.None;
            Assert.True(
                holds == cases[i].Condition.Holds(stored[i]),
                $"{cases[i].Condition} of {stored[i]}: {string.Join(", ", stored[i]?.AsEnumerable() ?? [])} is {holds} to DynamoDB: {result.Reasons[i].Message}"
            );
            if (!holds)
                Assert.Equal(stored[i], result.Reasons[i].Stored);
        }
    }

    // What has no order cannot be compared by it; both engines refuse it.
    private static bool IsAllowed(Condition condition) =>
        condition switch
        {
            Condition.Compare(_, var comparison, var value) => comparison is Comparison.Equal or Comparison.NotEqual
                || value is StringValue or NumberValue or BinaryValue,
            Condition.Negation(var negated) => IsAllowed(negated),
            Condition.All(var parts) => parts.All(IsAllowed),
            Condition.Any(var parts) => parts.All(IsAllowed),
            _ => true,
        };
}
