using System.Text.Json.Nodes;
using LoopWorker.Tables;

namespace LoopWorker.Operations.Auditing;

/// <summary>Does work between the two records of it.</summary>
internal static class RecordedOperation
{
    /// <summary>Records that work begins, does it, and records how it has ended, also if it fails or is stopped.</summary>
    /// <param name="audit">Where records go.</param>
    /// <param name="record">The record, begun and not written yet, with what was asked for.</param>
    /// <param name="work">The work. It is given the record, and tells what to add to the details and one of <see cref="Outcomes"/>.</param>
    /// <exception cref="Exception">Whatever the work throws, after it is recorded.</exception>
    public static async Task<T> RunAsync<T>(
        this AuditLog audit,
        AuditRecord record,
        Func<Task<(T Result, JsonObject Counts, string Outcome)>> work,
        CancellationToken cancellation
    )
    {
        await audit.WriteAsync(record, cancellation);
        try
        {
            var (result, counts, outcome) = await work();
            // What is done is recorded, though whoever asked for it has stopped waiting.
            await audit.EndAsync(record.With(counts), outcome, CancellationToken.None);
            return result;
        }
        catch (Exception exception)
        {
            await audit.TryEndAsync(record, exception);
            throw;
        }
    }

    /// <summary>Records that work was stopped or has failed. The table that failed the work may fail this too, and the work's failure says more.</summary>
    public static async Task TryEndAsync(this AuditLog audit, AuditRecord record, Exception exception)
    {
        var (outcome, error) =
            exception is OperationCanceledException
                ? (Outcomes.Interrupted, null)
                : (Outcomes.Failed, exception.Message);
        try
        {
            await audit.EndAsync(record with { Error = error }, outcome, CancellationToken.None);
        }
        catch (TableException) { }
    }

    /// <summary>The record with further details; of two of the same name, the later one counts.</summary>
    public static AuditRecord With(this AuditRecord record, JsonObject further)
    {
        var details = record.Details.DeepClone().AsObject();
        foreach (var (name, value) in further)
            details[name] = value?.DeepClone();
        return record with { Details = details };
    }
}
