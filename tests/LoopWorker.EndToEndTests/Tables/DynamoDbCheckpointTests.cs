using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Tests.Contract;

namespace LoopWorker.EndToEndTests.Tables;

public sealed class DynamoDbCheckpointTests : CheckpointContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbCheckpointThreadTests : CheckpointThreadContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbCheckpointVersionTests : CheckpointVersionContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbDurableStateTests : DurableStateContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}
