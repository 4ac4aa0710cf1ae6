using LoopWorker.Loop.State;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Checkpoints;
using LoopWorker.Tables.Patterns.DurableState;
using LoopWorker.Tables.Patterns.KeyValue;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Patterns.Partitioned;

namespace LoopWorker.Samples.Toolkit.Running;

/// <summary>A sample of the state toolkit. What it prints is the same on each run, on every engine.</summary>
/// <param name="Name">To call it by.</param>
/// <param name="Summary">What it shows, in one line.</param>
/// <param name="Definition">The table it takes, by the table's name.</param>
/// <param name="RunAsync">Runs it on a new table, and prints line by line.</param>
public sealed record Sample(
    string Name,
    string Summary,
    Func<string, TableDefinition> Definition,
    Func<ITable, Action<string>, CancellationToken, Task> RunAsync
)
{
    public static IReadOnlyList<Sample> All { get; } =
    [
        new(
            "distributed-lock",
            "try, hold, release, two contenders",
            DistributedLock.Definition,
            DistributedLockSample.RunAsync
        ),
        new(
            "locked-work",
            "work under a lock: renewal, fencing, a guarded transaction",
            DistributedLock.Definition,
            LockedWorkSample.RunAsync
        ),
        new(
            "key-value",
            "values by id: one, batches, pages, a stream",
            KeyValueTable.Definition,
            KeyValueSample.RunAsync
        ),
        new(
            "partitioned-table",
            "values by user, and stored sets",
            PartitionedKeyValueTable.Definition,
            PartitionedTableSample.RunAsync
        ),
        new(
            "counters",
            "counters, scoped ones, and once for each token",
            KeyValueTable.Definition,
            CountersSample.RunAsync
        ),
        new(
            "one-time-action",
            "an action that is done once for each user",
            PartitionedKeyValueTable.Definition,
            OneTimeActionSample.RunAsync
        ),
        new(
            "limited-attempts",
            "so many attempts in a time",
            PartitionedKeyValueTable.Definition,
            LimitedAttemptsSample.RunAsync
        ),
        new(
            "naming-and-mapping",
            "names of tables by environment, records as items",
            name => new(name) { Keys = NamingAndMappingSample.Keys },
            NamingAndMappingSample.RunAsync
        ),
        new(
            "checkpoints",
            "states of conversations: save, load, large ones, list, delete",
            CheckpointStore.Definition,
            CheckpointsSample.RunAsync
        ),
        new(
            "durable-state",
            "states of entities, as protobuf and as JSON",
            DurableStateStore.Definition,
            DurableStateSample.RunAsync
        ),
        new("user-state", "contexts, captures and locations of Loop's users", AgentTable, UserStateSample.RunAsync),
        new("sessions", "session keys that are good for so many actions", AgentTable, SessionsSample.RunAsync),
    ];

    private static TableDefinition AgentTable(string name) => new StateOptions { TableName = name }.Definition;
}
