using Google.Protobuf.Reflection;
using LoopWorker.Core;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Attempts;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Patterns.Counters;
using LoopWorker.Tables.Patterns.DurableState;
using LoopWorker.Tables.Patterns.KeyValue;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.OneTime;
using LoopWorker.Tables.Patterns.Partitioned;
using LoopWorker.Tables.Patterns.Tests.Contract;
using LoopWorker.Tables.Patterns.Tests.InMemory;
using LoopWorker.Tables.Patterns.Tests.Support;
using LoopWorker.Testing.Permissions;

namespace LoopWorker.Tables.Patterns.Tests.Permissions;

/// <summary>The actions that the page of the state toolkit lists for each pattern are those that its calls take, all of them and no others.</summary>
public sealed class PatternPermissionsTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);
    private static readonly CompoundKey Key = new("p", "n", "s");

    private static readonly Dictionary<string, (TableDefinition Table, Func<ITable, TimeProvider, Task> Use)> Patterns =
        new()
        {
            ["`DistributedLock`"] = (DistributedLock.Definition("table"), LockAsync),
            ["`HeldLock.Guard`, in a transaction"] = (DistributedLock.Definition("table"), GuardAsync),
            ["`KeyValueTable`"] = (KeyValueTable.Definition("table"), StoreValuesAsync),
            ["`PartitionedKeyValueTable`"] = (PartitionedKeyValueTable.Definition("table"), StoreInPartitionsAsync),
            ["`StoredSets`"] = (PartitionedKeyValueTable.Definition("table"), ChangeSetsAsync),
            ["`KeyValueCounter`"] = (KeyValueTable.Definition("table"), CountAsync),
            ["`OneTimeActions`"] = (PartitionedKeyValueTable.Definition("table"), DoOnceAsync),
            ["`LimitedAttempts`"] = (PartitionedKeyValueTable.Definition("table"), AttemptAsync),
            ["`CheckpointStore`, states in one item"] = (CheckpointStore.Definition("table"), SaveSmallAsync),
            ["`CheckpointStore`, larger states too"] = (CheckpointStore.Definition("table"), SaveLargeAsync),
            ["`CheckpointStore.ListAsync`"] = (CheckpointStore.Definition("table"), ListThreadsAsync),
            ["`DurableStateStore`"] = (DurableStateStore.Definition("table"), WriteStatesAsync),
        };

    public static TheoryData<string> Names => [.. Patterns.Keys];

    private static Randomness Chance => Randomness.Seeded(1);

    private static CancellationToken None => CancellationToken.None;

    [Theory]
    [MemberData(nameof(Names))]
    public Task A_pattern_takes_the_actions_that_the_page_lists(string pattern) =>
        InMemoryTables.RunAsync(async time =>
        {
            var (definition, use) = Patterns[pattern];
            var table = new DemandedActions(new InMemoryTable(definition, time));
            await use(table, time);
            Assert.Equal(ListedActions.Of(pattern), table.Actions);
        });

    private static async Task LockAsync(ITable table, TimeProvider time)
    {
        var locks = new DistributedLock(table, Chance, time);
        var held = await locks.TryAcquireAsync("a", Long);
        Assert.Null(await locks.TryAcquireAsync("a", Long, patience: TimeSpan.FromSeconds(10)));
        await held!.RenewAsync();
        await held.ReleaseAsync();
    }

    private static async Task GuardAsync(ITable table, TimeProvider time)
    {
        var held = await new DistributedLock(
            new InMemoryTable(DistributedLock.Definition("other"), time),
            Chance,
            time
        ).TryAcquireAsync("a", Long);
        await table.TransactAsync([held!.Guard], "token", None);
    }

    private static async Task StoreValuesAsync(ITable table, TimeProvider time)
    {
        var type = ContractJson.Default.String;
        var values = new KeyValueTable(table, time);
        await values.SetAsync("a", "1", type);
        await values.SetBatchAsync([new("b", "2")], type);
        await values.GetAsync("a", type);
        await values.GetBatchAsync(["a", "b"], type);
        await values.ListAsync(type);
        await values.DeleteAsync("a");
    }

    private static async Task StoreInPartitionsAsync(ITable table, TimeProvider time)
    {
        var type = ContractJson.Default.String;
        var values = new PartitionedKeyValueTable(table, Chance, time);
        await values.SetAsync(Key, "1", type);
        await values.SetBatchAsync([(Key, "2")], type);
        await values.SetIfNotExistsAsync(Key, "3", type);
        await values.GetAsync(Key, type);
        await values.ExistsAsync(Key);
        await values.DeleteAsync(Key);
        await values.SetAsync(Key, "4", type);
        await values.ListAsync(Key.Partition).CountAsync();
        await values.ClearAsync(Key.Partition);
    }

    private static async Task ChangeSetsAsync(ITable table, TimeProvider time)
    {
        var type = ContractJson.Default.ListString;
        var sets = new PartitionedKeyValueTable(table, Chance, time).Sets;
        await sets.AddAsync(Key, ["a", "b"], type);
        await sets.ContainsAsync(Key, "a", type);
        await sets.UpdateAsync(Key, "a", type);
        await sets.RemoveAsync(Key, ["a", "b"], type);
    }

    private static async Task CountAsync(ITable table, TimeProvider time)
    {
        var counter = new KeyValueCounter(table, "n");
        await counter.IncrementAsync("a");
        await counter.IncrementOnceAsync("a", "token");
        await counter.GetAsync(["a"]);
        await counter.DeleteAsync("a");
    }

    private static async Task DoOnceAsync(ITable table, TimeProvider time)
    {
        var actions = new OneTimeActions(table, Chance, time);
        await actions.DoOnceAsync(
            "u",
            "a",
            // Looked at until it is given up.
            token => actions.DoOnceAsync("u", "a", _ => Task.FromResult(1), TimeSpan.FromSeconds(5), token)
        );
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            actions.DoOnceAsync<int>("u", "b", _ => throw new InvalidOperationException())
        );
        await actions.HaveAlreadyDoneAsync("u", "a");
        await actions.MarkDoneAsync("u", "c");
        await actions.ClearAsync("u", "c");
    }

    private static async Task AttemptAsync(ITable table, TimeProvider time)
    {
        var attempt = await new LimitedAttempts(table, Chance, time).AttemptAsync(Key, new(3, Long));
        await attempt.ClearAsync();
    }

    private static async Task SaveSmallAsync(ITable table, TimeProvider time)
    {
        var store = new CheckpointStore(table, Chance, time);
        await store.SaveAsync("a", "{}", None);
        await store.TrySaveAsync("b", "{}", 0, None);
        await store.LoadAsync("a", None);
        await store.SaveAsync("a", States.Compressible(200_000), None);
        await store.LoadAsync("a", None);
        await store.DeleteAsync("a", None);
    }

    private static async Task SaveLargeAsync(ITable table, TimeProvider time)
    {
        await SaveSmallAsync(table, time);
        var store = new CheckpointStore(
            table,
            Chance,
            time,
            new CheckpointOptions { CompressAbove = 32, PartBytes = 128 }
        );
        for (var seed = 1; seed <= 2; seed++)
            await store.SaveAsync("a", States.Incompressible(900, seed), None);
        await store.LoadAsync("a", None);
        await store.DeleteAsync("a", None);
    }

    private static async Task ListThreadsAsync(ITable table, TimeProvider time) =>
        await new CheckpointStore(table, Chance, time).ListAsync("", None).CountAsync();

    private static async Task WriteStatesAsync(ITable table, TimeProvider time)
    {
        var store = new DurableStateStore(table, TypeRegistry.Empty);
        var payload = StatePayload.Json.Of(
            "Run",
            new CheckpointContract.Run("a", 1),
            CheckpointContract.TestJson.Default.Run
        );
        var state = new StateSnapshot("a", 1, payload, 0);
        await store.WriteAsync(state, None);
        await store.TryWriteAsync(state with { Version = 2 }, 1, None);
        await store.GetLatestAsync("a", None);
        await store.PingAsync(None);
    }
}
