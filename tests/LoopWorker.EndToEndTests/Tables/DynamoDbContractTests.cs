using LoopWorker.Tables;
using LoopWorker.Tables.Tests.Contract;

namespace LoopWorker.EndToEndTests.Tables;

public sealed class DynamoDbReadTests : ReadContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbWriteTests : WriteContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbConditionTests : ConditionContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbTransactionTests : TransactionContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbQueryTests : QueryContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbLimitTests : LimitContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbKeySchemaTests : KeySchemaContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}

public sealed class DynamoDbSortedIndexTests : SortedIndexContract
{
    protected override Task<ITable> CreateTableAsync(TableDefinition definition) =>
        DynamoDbTables.CreateAsync(definition);
}
