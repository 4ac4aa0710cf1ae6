using LoopWorker.Samples.Toolkit.Running;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;

namespace LoopWorker.EndToEndTests.Tables;

/// <summary>Each sample of the state toolkit does on DynamoDB what it does in memory, which is what its page shows.</summary>
public sealed class DynamoDbSampleTests
{
    public static TheoryData<string> Names => [.. Sample.All.Select(sample => sample.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_prints_the_same_as_in_memory(string name)
    {
        var sample = Sample.All.Single(sample => sample.Name == name);
        var definition = sample.Definition($"sample-{name}-{Guid.NewGuid():N}");

        Assert.Equal(
            await PrintedAsync(sample, new InMemoryTable(definition, TimeProvider.System)),
            await PrintedAsync(sample, await DynamoDbTables.CreateAsync(definition))
        );
    }

    private static async Task<List<string>> PrintedAsync(Sample sample, ITable table)
    {
        var printed = new List<string>();
        await sample.RunAsync(table, printed.Add, TestContext.Current.CancellationToken);
        return printed;
    }
}
