using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb.Provisioning;
using LoopWorker.Tables.Values;

namespace LoopWorker.Provisioning;

/// <summary>Differences between what exists and what the settings ask for, one line per setting with both values. Pure.</summary>
public static class Mismatch
{
    private const string KeySchema = $"{ItemKey.PartitionAttribute} (HASH, S), {ItemKey.SortAttribute} (RANGE, S)";

    /// <summary>In what the settings name. What they do not name (a delay, a maximum message size) is whoever made the queue's affair.</summary>
    public static IEnumerable<string> Of(QueueDefinition wanted, QueueDefinition found)
    {
        List<(string Setting, object? Wanted, object? Found)> settings =
        [
            ("retention", wanted.Retention, found.Retention),
        ];
        // Only those that messages are received from have a policy, and a timeout in the settings.
        if (wanted.Redrive is { } redrive)
            settings.AddRange([
                ("visibility timeout", wanted.VisibilityTimeout, found.VisibilityTimeout),
                ("dead-letter queue", redrive.DeadLetterQueue, found.Redrive?.DeadLetterQueue),
                ("maximum receive count", redrive.MaxReceiveCount, found.Redrive?.MaxReceiveCount),
            ]);
        if (wanted.HighThroughput)
            settings.Add(("throughput mode", ThroughputOf(wanted), ThroughputOf(found)));
        return settings
            .Where(setting => !Equals(setting.Wanted, setting.Found))
            .Select(setting =>
                $"The queue '{wanted.Name}' exists with a different {setting.Setting}: the settings say {setting.Wanted ?? "none"}, the queue has {setting.Found ?? "none"}. Change one or the other."
            );
    }

    private static string ThroughputOf(QueueDefinition queue) => queue.HighThroughput ? "high throughput" : "standard";

    public static IEnumerable<string> Of(TableDefinition wanted, TableDescription found)
    {
        var keys = string.Join(", ", found.Keys.Select(key => $"{key.Attribute} ({key.Role}, {key.Type})"));
        if (keys != KeySchema)
            yield return $"The table '{wanted.Name}' has the keys {keys}, but the worker needs {KeySchema}. Keys cannot be changed: use another table.";
        foreach (var index in wanted.Indexes)
        {
            if (found.Indexes.FirstOrDefault(there => there.Name == index.Name) is not { } there)
                yield return $"The table '{wanted.Name}' has no index '{index.Name}': add it (hash key {index.HashAttribute}, string; include {string.Join(", ", index.Included)}), or correct LoopWorker:Table:FingerprintIndex.";
            else if (there.HashAttribute != index.HashAttribute)
                yield return $"The index '{index.Name}' of the table '{wanted.Name}' has the hash key {there.HashAttribute}, but the worker needs {index.HashAttribute}: recreate the index.";
            else if (
                there.Projection != "ALL"
                && index.Included.Except(there.Included).ToList() is { Count: > 0 } missing
            )
                yield return $"The index '{index.Name}' of the table '{wanted.Name}' lacks the attributes {string.Join(", ", missing)}: recreate the index.";
        }
        if (found.IsStronglyConsistentAcrossRegions)
            yield return $"The table '{wanted.Name}' is a global table with strong consistency between regions, for which DynamoDB has no transactions, and the worker cannot do without: use a table of one region, or a global table with eventual consistency that is written in one region.";
        if (found.TimeToLiveAttribute is { } attribute && attribute != wanted.TimeToLiveAttribute)
            yield return $"The table '{wanted.Name}' has time to live on '{attribute}', but the items have it in '{wanted.TimeToLiveAttribute}': disable it on '{attribute}', then provision again.";
    }
}
