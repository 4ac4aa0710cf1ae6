namespace LoopWorker.Tables.DynamoDb.Provisioning;

/// <summary>Says what tables there are, without touching their items.</summary>
public interface ITableDescriber
{
    /// <summary>The region that is worked in.</summary>
    string Region { get; }

    /// <summary>What a table is made of; null if there is none.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="withRecovery">
    /// Whether to ask for point-in-time recovery too: by a call that DynamoDB takes only ten times a second.
    /// </param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="TableException">If the calls fail.</exception>
    /// <remarks>Source: Amazon DynamoDB API Reference, <c>DescribeContinuousBackups</c>.</remarks>
    Task<TableDescription?> DescribeAsync(string name, bool withRecovery, CancellationToken cancellation);
}
