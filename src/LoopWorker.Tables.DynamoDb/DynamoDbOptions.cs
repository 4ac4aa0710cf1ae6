using LoopWorker.Aws;

namespace LoopWorker.Tables.DynamoDb;

/// <summary>How DynamoDB is reached.</summary>
public sealed record DynamoDbOptions : AwsOptions
{
    public DynamoDbOptions() => MaxConnections = 100;

    /// <summary>How often what a batch leaves unprocessed is sent in all, 1 or more.</summary>
    public int UnprocessedRounds { get; init; } = 8;

    /// <summary>How long a new table may take to become active.</summary>
    public TimeSpan CreationTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
