using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Tests.Contract;

namespace LoopWorker.EndToEndTests.Tables;

public sealed class DynamoDbKeyValuePatternTests : KeyValueContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbCounterPatternTests : CounterContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbPartitionedPatternTests : PartitionedContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbLockPatternTests : LockContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbOneTimePatternTests : OneTimeContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbAttemptPatternTests : AttemptContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbRecordPatternTests : RecordContract
{
    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbCostPatternTests : CostContract
{
    protected override double TransactionUnits => 4;

    protected override Task RunAsync(Func<TimeProvider, Task> test) => test(TimeProvider.System);

    protected override Task<ITable> CreateTableAsync(TableDefinition definition, TimeProvider time) =>
        DynamoDbTables.CreateAsync(definition);
}
