using LoopWorker.Provisioning;
using LoopWorker.Tables.DynamoDb;
using LoopWorker.Tables.DynamoDb.Provisioning;

namespace LoopWorker.Preflight;

/// <summary>What must hold of the table. Pure.</summary>
public static class TableRules
{
    public static IEnumerable<Finding> Of(Blueprint wanted, TableDescription found)
    {
        var name = wanted.Table.Name;
        var mismatches = Mismatch.Of(wanted.Table, found).ToList();
        foreach (var mismatch in mismatches)
            yield return new Finding(Severity.Error, name, mismatch);
        if (found.Status is "INACCESSIBLE_ENCRYPTION_CREDENTIALS")
            yield return new Finding(
                Severity.Error,
                name,
                "DynamoDB cannot use the table's key: enable it (aws kms enable-key), cancel its deletion (aws kms cancel-key-deletion), or allow DynamoDB its use in the key's policy."
            );
        else if (found.Status is not ("ACTIVE" or "UPDATING"))
            yield return new Finding(Severity.Error, name, $"its status is {found.Status}: wait until it is ACTIVE.");
        if (found.TimeToLiveAttribute is null)
            yield return new Finding(
                Severity.Error,
                name,
                $"time to live is off: markers, captures and locations would never expire. Enable it on '{wanted.Table.TimeToLiveAttribute}', or run 'loopworker provision'."
            );
        if (found is { Replicas.Count: > 0, IsStronglyConsistentAcrossRegions: false })
            yield return new Finding(
                Severity.Warning,
                name,
                $"it is a global table ({string.Join(", ", found.Replicas)}), and a transaction holds in its own region alone: workers, and agents that write, must all be in one region at a time, or the regions overwrite each other's versions."
            );
        if (wanted.PointInTimeRecovery && found.PointInTimeRecovery == false)
            yield return new Finding(
                Severity.Warning,
                name,
                "point-in-time recovery is off: items deleted by mistake cannot be restored. Run 'loopworker provision', or set LoopWorker:Table:PointInTimeRecovery to false."
            );
        if (mismatches.Count == 0)
            yield return new Finding(Severity.Ok, name, "its keys and indexes match what the worker needs");
    }
}
