using System.Collections.Concurrent;
using Amazon.DynamoDBv2;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>
/// The hash attributes of a table's indexes. A query must name its index's, and the table is asked for it once, before the
/// first query of the index (this needs the permission <c>dynamodb:DescribeTable</c>).
/// </summary>
internal sealed class IndexHashAttributes(IAmazonDynamoDB client, string table)
{
    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <exception cref="TableException"><see cref="TableErrors.Validation"/> if there is no such index.</exception>
    public async Task<string> FindAsync(string index, CancellationToken cancellation)
    {
        if (_known.TryGetValue(index, out var known))
            return known;
        var answer = await client.DescribeTableAsync(table, cancellation);
        foreach (var description in answer.Table.GlobalSecondaryIndexes ?? [])
            _known[description.IndexName] = description
                .KeySchema.First(key => key.KeyType == KeyType.HASH)
                .AttributeName;
        return _known.TryGetValue(index, out var found)
            ? found
            : throw new TableException(
                TableErrors.Validation,
                $"The table '{table}' does not have the specified index: {index}"
            );
    }
}
