using System.Text.Json.Nodes;
using LoopWorker.Operations.Auditing;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;

namespace LoopWorker.Operations.DeadLetters;

/// <summary>Work on a dead-letter queue under its lock, whose audit record is ended however the work ends.</summary>
internal static class RecordedWork
{
    /// <summary>Does the work and writes the record's end, then frees the lock.</summary>
    /// <param name="log">Where the record is.</param>
    /// <param name="record">The record, as it was begun.</param>
    /// <param name="held">The queue's lock.</param>
    /// <param name="work">Gives the outcome, see <see cref="Outcomes"/>.</param>
    /// <param name="details">What the record says at the end.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>The record, ended.</returns>
    /// <exception cref="OperationCanceledException">If it was stopped, or the lock was lost.</exception>
    public static async Task<AuditRecord> RunAsync(
        this AuditLog log,
        AuditRecord record,
        HeldLock held,
        Func<CancellationToken, Task<string>> work,
        Func<JsonObject> details,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        AuditRecord? ended = null;
        try
        {
            await held.RunAsync(
                async token =>
                {
                    string outcome;
                    try
                    {
                        outcome = await work(token);
                    }
                    catch (Exception exception)
                    {
                        await TryEndAsync(exception is OperationCanceledException ? null : exception.Message);
                        throw;
                    }
                    await EndAsync(record with { Outcome = outcome });
                },
                time,
                cancellation
            );
        }
        catch (TableException) when (ended is not null)
        {
            // All is done and recorded; a lock that could not be given back is free by itself soon.
        }
        return ended!;

        async Task EndAsync(AuditRecord end)
        {
            end = end with { EndedAt = time.GetUtcNow(), Details = details() };
            await log.WriteAsync(end, held, CancellationToken.None);
            ended = end;
        }

        async Task TryEndAsync(string? error)
        {
            try
            {
                await EndAsync(record with { Outcome = Outcomes.Interrupted, Error = error });
            }
            catch (Exception exception) when (exception is TableException or OperationCanceledException)
            {
                // What stopped the work counts. The record says that it is under way, and it can be gone on with.
            }
            finally
            {
                ended = null;
            }
        }
    }
}
