using System.Collections.Concurrent;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;

namespace LoopWorker.Tables.DynamoDb.Operations;

/// <summary>
/// The key attributes of a table's indexes. A query must name its index's, and the table is asked for them once, before the
/// first query of the index (this needs the permission <c>dynamodb:DescribeTable</c>).
/// </summary>
internal sealed class IndexKeys(IAmazonDynamoDB client, string table)
{
    private readonly ConcurrentDictionary<string, IndexKey> _known = new(StringComparer.Ordinal);

    /// <exception cref="TableException"><see cref="TableErrors.Validation"/> if there is no such index.</exception>
    public async Task<IndexKey> FindAsync(string index, CancellationToken cancellation)
    {
        if (_known.TryGetValue(index, out var known))
            return known;
        var answer = await client.DescribeTableAsync(table, cancellation);
        foreach (var description in answer.Table.GlobalSecondaryIndexes ?? [])
            _known[description.IndexName] = new IndexKey(
                AttributeOf(description.KeySchema, KeyType.HASH)!,
                AttributeOf(description.KeySchema, KeyType.RANGE)
            );
        return _known.TryGetValue(index, out var found)
            ? found
            : throw new TableException(
                TableErrors.Validation,
                $"The table '{table}' does not have the specified index: {index}"
            );
    }

    private static string? AttributeOf(List<KeySchemaElement> keys, KeyType role) =>
        keys.Find(key => key.KeyType == role)?.AttributeName;
}

/// <summary>The attributes of an index's key.</summary>
/// <param name="Hash">A string.</param>
/// <param name="Sort">A number; null for an index without a sort key.</param>
internal sealed record IndexKey(string Hash, string? Sort);
