using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Tests.Contract;

namespace LoopWorker.Tables.Patterns.Tests.Checkpoints;

public sealed class InMemoryCheckpointTests : CheckpointContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        Task.FromResult<ITable>(new InMemoryTable(definition, Clock));
}

public sealed class InMemoryCheckpointThreadTests : CheckpointThreadContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        Task.FromResult<ITable>(new InMemoryTable(definition, Clock));
}

public sealed class InMemoryCheckpointVersionTests : CheckpointVersionContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        Task.FromResult<ITable>(new InMemoryTable(definition, Clock));
}
