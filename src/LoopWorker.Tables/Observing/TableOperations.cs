namespace LoopWorker.Tables.Observing;

/// <summary>The names of a table's operations, as DynamoDB's API has them.</summary>
public static class TableOperations
{
    public const string GetItem = nameof(GetItem);
    public const string BatchGetItem = nameof(BatchGetItem);
    public const string PutItem = nameof(PutItem);
    public const string UpdateItem = nameof(UpdateItem);
    public const string DeleteItem = nameof(DeleteItem);
    public const string Query = nameof(Query);
    public const string Scan = nameof(Scan);
    public const string BatchWriteItem = nameof(BatchWriteItem);
    public const string BatchExecuteStatement = nameof(BatchExecuteStatement);
    public const string TransactWriteItems = nameof(TransactWriteItems);
}
