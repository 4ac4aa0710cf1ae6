using LoopWorker.Aws.Credentials;

namespace LoopWorker.Aws.Calls;

/// <summary>Runs calls within their time, and tells failures in a port's terms.</summary>
/// <param name="credentials">What calls are signed with.</param>
/// <param name="timeout">How long one call may take with all its attempts.</param>
/// <param name="time">The clock to time calls by.</param>
/// <param name="translate">Makes the port's exception of an operation's failure.</param>
public sealed class CallRunner(
    ExplainedCredentials credentials,
    TimeSpan timeout,
    TimeProvider time,
    Func<string, CallFailure, Exception> translate
)
{
    /// <param name="operation">The operation's name in the service's API.</param>
    /// <param name="call">The requests to make, all within the time of one call.</param>
    /// <param name="cancellation">The caller's.</param>
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
            await credentials.LoadAsync(either.Token);
            return await call(either.Token);
        }
        catch (OperationCanceledException exception) when (cancellation.IsCancellationRequested)
        {
            // The caller knows its own token, not the linked one.
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
        catch (CredentialsException exception) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(exception.Message, exception, cancellation);
        }
        catch (Exception exception) when (CallFailure.Of(exception) is { } failure)
        {
            throw translate(operation, failure);
        }
    }
}
