using LoopWorker.Tables.DynamoDb.Errors;

namespace LoopWorker.Tables.DynamoDb.Client;

/// <summary>Runs calls of one table within their time, and tells failures in the port's terms.</summary>
internal sealed class CallRunner(ErrorTranslation errors, TimeSpan timeout, TimeProvider time)
{
    /// <param name="operation">The operation's name in DynamoDB's API.</param>
    /// <param name="call">The requests to make, all within the time of one call.</param>
    /// <param name="cancellation">The caller's.</param>
    /// <exception cref="TableException">If DynamoDB refuses, does not answer in time or cannot be reached.</exception>
    /// <exception cref="OperationCanceledException">If the caller cancels.</exception>
    public async Task<T> RunAsync<T>(
        string operation,
        Func<CancellationToken, Task<T>> call,
        CancellationToken cancellation
    )
    {
        cancellation.ThrowIfCancellationRequested();
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (ErrorTranslation.Covers(exception))
        {
            throw errors.Translate(operation, exception);
        }
    }
}
