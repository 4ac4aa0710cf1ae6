using LoopWorker.Queues;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.DynamoDb.Provisioning;

namespace LoopWorker.Provisioning;

/// <summary>The parts of a blueprint that exist.</summary>
/// <param name="Table">The table; null if there is none.</param>
/// <param name="Queues">The queues that exist, by name.</param>
public sealed record Found(TableDescription? Table, IReadOnlyDictionary<string, QueueDefinition> Queues)
{
    /// <summary>Reads it, changing nothing.</summary>
    /// <exception cref="QueueException">If SQS cannot be asked.</exception>
    /// <exception cref="Tables.TableException">If DynamoDB cannot be asked.</exception>
    public static async Task<Found> ReadAsync(
        Blueprint blueprint,
        IQueueService queues,
        DynamoDbTableService tables,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<string, QueueDefinition>();
        foreach (var name in blueprint.Queues.Select(queue => queue.Name))
            try
            {
                var queue = await queues.OpenAsync(name, cancellation);
                found.Add(name, await queue.DescribeAsync(cancellation));
            }
            catch (QueueException exception) when (exception.Code == QueueErrors.QueueNotFound)
            {
                // Absent: provision creates it, check reports it.
            }
        return new Found(await tables.DescribeAsync(blueprint.Table.Name, withRecovery: true, cancellation), found);
    }
}
