using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Patterns.Tests.Contract;

namespace LoopWorker.Tables.Patterns.Tests.DurableState;

public sealed class InMemoryDurableStateTests : DurableStateContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        Task.FromResult<ITable>(new InMemoryTable(definition, Clock));
}
