namespace LoopWorker.Tables;

/// <summary>The limits of DynamoDB that both engines keep.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "Quotas in Amazon DynamoDB".</remarks>
public static class TableLimits
{
    /// <summary>Bytes of one item, attribute names included.</summary>
    public const int ItemBytes = 400 * 1024;

    /// <summary>Bytes of UTF-8 in a partition key.</summary>
    public const int PartitionKeyBytes = 2048;

    /// <summary>Bytes of UTF-8 in a sort key.</summary>
    public const int SortKeyBytes = 1024;

    /// <summary>Keys in one batched get.</summary>
    public const int BatchGetKeys = 100;

    /// <summary>Puts and deletes in one batched write; also inserts in one batch of conditional puts.</summary>
    public const int BatchWrites = 25;

    /// <summary>Writes in one transaction.</summary>
    public const int TransactionWrites = 100;

    /// <summary>Bytes of all items of one transaction together.</summary>
    public const int TransactionBytes = 4 * 1024 * 1024;

    /// <summary>Bytes read for one page of a query or a scan.</summary>
    public const int PageBytes = 1024 * 1024;

    /// <summary>Characters of an idempotency token.</summary>
    public const int IdempotencyTokenLength = 36;

    /// <summary>How long a transaction with the same token is the same transaction.</summary>
    public static readonly TimeSpan IdempotencyWindow = TimeSpan.FromMinutes(10);
}
