using LoopWorker.Core;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>Writes of items that others may have in hand in a transaction: those are waited for.</summary>
internal sealed class ContendedWrites(ITable table, Randomness randomness, TimeProvider time)
{
    private const int Attempts = 10;
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1));

    /// <summary>Carries out a single write.</summary>
    public Task<WriteResult> WriteAsync(Write write, CancellationToken cancellation) =>
        RetryAsync(
            () =>
                write switch
                {
                    Put put => table.PutAsync(put, cancellation),
                    Update update => table.UpdateAsync(update, cancellation),
                    Delete delete => table.DeleteAsync(delete, cancellation),
                    _ => throw new ArgumentOutOfRangeException(
                        nameof(write),
                        write.GetType().Name,
                        "Not a single write."
                    ),
                },
            cancellation
        );

    /// <summary>Carries out a transaction. If it is cancelled, then because conditions did not hold.</summary>
    public Task<TransactionResult> TransactAsync(IReadOnlyList<Write> writes, CancellationToken cancellation) =>
        RetryAsync(
            async () =>
            {
                var result = await table.TransactAsync(writes, randomness.NextId(), cancellation);
                foreach (var reason in result.Reasons)
                    if (reason.Code is not (CancellationCode.None or CancellationCode.ConditionFailed))
                        throw FailureOf(reason);
                return result;
            },
            cancellation
        );

    private async Task<T> RetryAsync<T>(Func<Task<T>> call, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call();
            }
            catch (TableException exception)
                when (exception.Code == TableErrors.TransactionConflict && attempt < Attempts)
            {
                await Task.Delay(BetweenAttempts.After(attempt, randomness.NextFraction()), time, cancellation);
            }
        }
    }

    private static TableException FailureOf(CancellationReason reason) =>
        reason.Code switch
        {
            CancellationCode.Conflict => new(
                TableErrors.TransactionConflict,
                "Others were saving the same thread at the same time. Nothing was changed; try again."
            ),
            CancellationCode.Throttled => new(
                TableErrors.Throttled,
                "The table throttled. Nothing was changed; try again when it has fewer writes."
            ),
            _ => new(TableErrors.Validation, $"The checkpoint's item was refused: {reason.Message}"),
        };
}
