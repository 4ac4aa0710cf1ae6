using LoopWorker.Loop.Failures;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Throttling;

/// <summary>Calls of the table on behalf of messages: while the table refuses, made again for as long as messages may be kept.</summary>
/// <param name="gate">Says when to try again.</param>
/// <param name="hold">How long messages may be kept.</param>
/// <param name="time">Times the calls.</param>
public sealed class TableRetries(CallGate gate, HoldLimit hold, TimeProvider time)
{
    /// <summary>Makes a call, and while the table refuses it and one of the messages may be kept, makes it again.</summary>
    /// <exception cref="TableException">If it cannot succeed, or no message may be kept any longer.</exception>
    public async Task<T> RunAsync<T>(
        IEnumerable<Delivery> deliveries,
        Func<Task<T>> call,
        CancellationToken cancellation = default
    )
    {
        while (true)
            try
            {
                return await OnceAsync(call, concernsAll: true, cancellation);
            }
            catch (TableException exception) when (exception.IsTransient && deliveries.Any(hold.Allows))
            {
                // Again, once the table may be called.
            }
    }

    /// <summary>Makes a call once, when the table may be called.</summary>
    /// <param name="call">The call.</param>
    /// <param name="concernsAll">Whether a refusal says something about the table as a whole: one user's partition alone does not.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="TableException">If it did not succeed.</exception>
    public async Task<T> OnceAsync<T>(Func<Task<T>> call, bool concernsAll, CancellationToken cancellation = default)
    {
        await gate.WaitOutAsync(cancellation);
        var begun = time.GetElapsedTime(0);
        try
        {
            return await call();
        }
        catch (TableException exception) when (concernsAll && exception.IsTransient)
        {
            gate.Refused(begun);
            throw;
        }
    }

    /// <summary>
    /// Reads on behalf of messages for which nothing has begun. Where nothing can be read, they end: to be retried, or if
    /// the reading was cancelled, released.
    /// </summary>
    /// <exception cref="TableException">If only an operator can put right what is wrong; the messages are left alone.</exception>
    public async Task<ReadOutcome<T>> ReadAsync<T>(
        IEnumerable<Delivery> deliveries,
        Func<Task<T>> read,
        CancellationToken cancellation
    )
        where T : class
    {
        try
        {
            return new(await RunAsync(deliveries, read, cancellation), null);
        }
        catch (OperationCanceledException)
        {
            return new(null, StageResult.Released);
        }
        catch (TableException exception) when (!exception.NeedsOperator)
        {
            return new(null, delivery => StageResult.ToRetry(delivery, RetryReasons.Of(exception), exception.Reason));
        }
    }
}

/// <summary>What was read, or else what becomes of each message that needed it.</summary>
/// <param name="Value">What was read; null if nothing was.</param>
/// <param name="Ending">How a message ends; null if it goes on.</param>
public readonly record struct ReadOutcome<T>(T? Value, Func<Delivery, StageResult>? Ending)
    where T : class;
