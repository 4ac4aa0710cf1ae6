namespace LoopWorker.Tables.InMemory;

/// <summary>How an <see cref="InMemoryTable"/> behaves where DynamoDB leaves it open.</summary>
public sealed record InMemoryTableOptions
{
    /// <summary>
    /// How long after its time to live an item is still there: DynamoDB promises deletion "within a few days", and readers
    /// have to live with that. 48 hours by default; zero deletes on the second.
    /// </summary>
    public TimeSpan TimeToLiveLag { get; init; } = TimeSpan.FromHours(48);
}
