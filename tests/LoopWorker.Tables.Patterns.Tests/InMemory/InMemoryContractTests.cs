using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Tests.Contract;
using LoopWorker.VirtualTime;

namespace LoopWorker.Tables.Patterns.Tests.InMemory;

public sealed class InMemoryKeyValueTests : KeyValueContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

public sealed class InMemoryCounterTests : CounterContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

public sealed class InMemoryPartitionedTests : PartitionedContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

public sealed class InMemoryLockTests : LockContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

public sealed class InMemoryOneTimeTests : OneTimeContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

public sealed class InMemoryAttemptTests : AttemptContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

public sealed class InMemoryRecordTests : RecordContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

public sealed class InMemoryCostTests : CostContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => InMemoryTables.RunAsync(test);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        InMemoryTables.Create(definition, time);
}

/// <summary>Tables in memory, in virtual time; each call takes a moment, so that callers get in each other's way.</summary>
internal static class InMemoryTables
{
    private static readonly DateTimeOffset Start = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static Task RunAsync(Func<TimeProvider, Task> test)
    {
        VirtualTimeScheduler.Run(Start, clock => test(clock));
        return Task.CompletedTask;
    }

    public static Task<ITable> Create(TableDefinition definition, TimeProvider time) =>
        Task.FromResult<ITable>(new DistantTable(new InMemoryTable(definition, time), time));
}
