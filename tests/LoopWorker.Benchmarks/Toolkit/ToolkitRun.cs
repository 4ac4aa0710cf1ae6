using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.Partitioned;
using LoopWorker.Tables.Values;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>Runs each script with both libraries, on tables of their own behind one meter.</summary>
internal sealed class ToolkitRun(Endpoints endpoints, MeteringProxy meter, NodePeer peer, int runs) : IDisposable
{
    private readonly DynamoDbTableService _counted = AwsClients.Tables(endpoints with { DynamoDb = meter.Uri });
    private readonly DynamoDbTableService _uncounted = AwsClients.Tables(endpoints);

    public async Task<IReadOnlyList<ComparedOperation>> RunAsync(IReadOnlyList<ToolkitSection> sections)
    {
        var compared = new List<ComparedOperation>();
        foreach (var section in sections)
            compared.AddRange(
                await (
                    section switch
                    {
                        ToolkitSection.Locks => LocksAsync(LockSetting.WithoutClocks),
                        ToolkitSection.Clocks => LocksAsync(LockSetting.WithClocks),
                        _ => ActionsAsync(),
                    }
                )
            );
        return compared;
    }

    public void Dispose()
    {
        _counted.Dispose();
        _uncounted.Dispose();
    }

    private async Task<IEnumerable<ComparedOperation>> LocksAsync(LockSetting setting)
    {
        Report($"locks, {setting.Name}");
        var ours = DistributedLock.Definition(FreshName());
        var theirs = new TableDefinition(FreshName(), "expiresAt") { Keys = new KeySchema("lockId", "lockGroup") };
        await CreateAsync(ours, theirs);
        ILockLibrary[] libraries =
        [
            new OurLocks(
                caller => (caller == LockScript.Uncounted ? _uncounted : _counted).Open(ours.Name, ours.Keys),
                setting
            ),
            new NpmLocks(peer, theirs.Name, setting),
        ];
        return await BothAsync(
            $"locks, {setting.Name}",
            libraries,
            library => new LockScript(library, meter, setting, runs).RunAsync()
        );
    }

    private async Task<IEnumerable<ComparedOperation>> ActionsAsync()
    {
        Report("one-time actions");
        var ours = PartitionedKeyValueTable.Definition(FreshName());
        var theirs = new TableDefinition(FreshName(), "expiration") { Keys = new KeySchema("id") };
        await CreateAsync(ours, theirs);
        IActionLibrary[] libraries =
        [
            new OurActions(_counted.Open(ours.Name, ours.Keys)),
            new NpmActions(peer, theirs.Name),
        ];
        return await BothAsync(
            "one-time actions",
            libraries,
            library => new ActionScript(library, meter, runs).RunAsync()
        );
    }

    // One after the other, so that the meter knows whose calls it counts.
    private static async Task<IEnumerable<ComparedOperation>> BothAsync<T>(
        string section,
        T[] libraries,
        Func<T, Task<IReadOnlyList<(string Operation, TableCost Cost)>>> run
    )
    {
        var ours = await run(libraries[0]);
        var theirs = await run(libraries[1]);
        return ours.Zip(theirs, (our, their) => new ComparedOperation(section, our.Operation, our.Cost, their.Cost));
    }

    private async Task CreateAsync(params TableDefinition[] definitions)
    {
        foreach (var definition in definitions)
            await _uncounted.CreateAsync(definition, CancellationToken.None);
    }

    private static string FreshName() => $"toolkit-{Randomness.Unseeded().NextId()}";

    private static void Report(string section) => Console.Error.WriteLine($"Counting {section} ...");
}
