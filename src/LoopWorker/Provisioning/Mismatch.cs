using LoopWorker.Tables;
using LoopWorker.Tables.DynamoDb.Provisioning;

namespace LoopWorker.Provisioning;

/// <summary>In what a table is not what the settings ask for and cannot be made so in place: one line each, with the remedy. Pure.</summary>
public static class Mismatch
{
    public static IEnumerable<string> Of(TableDefinition wanted, TableDescription found)
    {
        var keys = string.Join(", ", found.Keys.Select(key => $"{key.Attribute} ({key.Role}, {key.Type})"));
        var needed = string.Join(
            ", ",
            wanted.Keys.Attributes.Select((attribute, place) => $"{attribute} ({(place == 0 ? "HASH" : "RANGE")}, S)")
        );
        if (keys != needed)
            yield return $"The table '{wanted.Name}' has the keys {keys}, but the worker needs {needed}. Keys cannot be changed: use another table.";
        foreach (var index in wanted.Indexes)
        {
            if (found.Indexes.FirstOrDefault(there => there.Name == index.Name) is not { } there)
                yield return $"The table '{wanted.Name}' has no index '{index.Name}': add it (hash key {index.HashAttribute}, string; include {string.Join(", ", index.Included)}), or correct LoopWorker:Table:FingerprintIndex.";
            else if (there.HashAttribute != index.HashAttribute)
                yield return $"The index '{index.Name}' of the table '{wanted.Name}' has the hash key {there.HashAttribute}, but the worker needs {index.HashAttribute}: recreate the index.";
            else if (there.SortAttribute != index.SortAttribute)
                yield return $"The index '{index.Name}' of the table '{wanted.Name}' has {SortKey(there.SortAttribute)}, but the worker needs {SortKey(index.SortAttribute)}: recreate the index.";
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

    private static string SortKey(string? attribute) => attribute is null ? "no sort key" : $"the sort key {attribute}";
}
