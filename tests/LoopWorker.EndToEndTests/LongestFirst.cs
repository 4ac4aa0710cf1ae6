using LoopWorker.EndToEndTests.Documents;
using LoopWorker.EndToEndTests.Faults;
using LoopWorker.EndToEndTests.Permissions;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LoopWorker.EndToEndTests.LongestFirst))]

namespace LoopWorker.EndToEndTests;

/// <summary>The classes that take a minute or more begin first, so that the run does not end with one of them alone.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        .. new[]
        {
            typeof(TroubleTests),
            typeof(ProcessComparisonTests),
            typeof(KillTests),
            typeof(BurstTests),
            typeof(BenchmarkCommandsTests),
            typeof(PolicyTests),
            typeof(SlowCommitTests),
            typeof(EmulatorCommandsTests),
            typeof(TaskProtectionTests),
            typeof(CallCountTests),
            typeof(ForeignClientTests),
            typeof(HealthTests),
        }.Select(type => type.FullName!),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(
        IReadOnlyCollection<TTestCollection> testCollections
    )
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection.TestCollectionDisplayName))];

    // A class without a collection is one, and its name is in that of the collection.
    private static int Place(string collection)
    {
        var place = Array.FindIndex(Long, name => collection.Contains($"{name} ", StringComparison.Ordinal));
        return place < 0 ? Long.Length : place;
    }
}
