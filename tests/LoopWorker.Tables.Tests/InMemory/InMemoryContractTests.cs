using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Tests.Contract;

namespace LoopWorker.Tables.Tests.InMemory;

public sealed class InMemoryReadTests : ReadContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}

public sealed class InMemoryWriteTests : WriteContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}

public sealed class InMemoryConditionTests : ConditionContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}

public sealed class InMemoryTransactionTests : TransactionContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}

public sealed class InMemoryQueryTests : QueryContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}

public sealed class InMemoryLimitTests : LimitContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}

public sealed class InMemoryKeySchemaTests : KeySchemaContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}

internal static class InMemoryTables
{
    public static Task<ITable> Create(TableDefinition definition) =>
        Task.FromResult<ITable>(new InMemoryTable(definition, TimeProvider.System));
}

public sealed class InMemorySortedIndexTests : SortedIndexContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) => InMemoryTables.Create(definition);
}
