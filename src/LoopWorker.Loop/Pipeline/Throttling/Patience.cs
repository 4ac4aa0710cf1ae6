using LoopWorker.Queues.Pump;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline.Throttling;

/// <summary>
/// How long messages are kept while the table throttles or does not answer: giving them back would help nobody, and would
/// use up the receives that they have. Once the worker is to stop, only a little while.
/// </summary>
/// <param name="gate">Says when to try again.</param>
/// <param name="longest">How long a message may be in hand.</param>
/// <param name="time">Times the stopping.</param>
public sealed class Patience(TableGate gate, TimeSpan longest, TimeProvider time)
{
    private static readonly TimeSpan WhileStopping = TimeSpan.FromSeconds(5);

    private long _stoppingSince = -1;

    /// <summary>From now on there is little time.</summary>
    public void Shorten() => Interlocked.CompareExchange(ref _stoppingSince, time.GetTimestamp(), -1);

    /// <summary>Whether it makes sense to keep a message for another try.</summary>
    public bool HasLeft(Delivery delivery) =>
        delivery.Lease.IsHeld
        && delivery.Lease.Age < longest
        && (
            Interlocked.Read(ref _stoppingSince) is var since
            && (since < 0 || time.GetElapsedTime(since) < WhileStopping)
        );

    /// <summary>Makes a call, and while the table refuses it and one of the messages may be kept, makes it again.</summary>
    /// <exception cref="TableException">If it cannot succeed, or no message may be kept any longer.</exception>
    public async Task<T> TryAsync<T>(
        IReadOnlyList<Delivery> deliveries,
        Func<Task<T>> call,
        CancellationToken cancellation = default
    )
    {
        while (true)
        {
            await gate.WaitOutAsync(cancellation);
            var begun = time.GetElapsedTime(0);
            try
            {
                return await call();
            }
            catch (TableException exception) when (exception.IsTransient)
            {
                gate.Refused(begun);
                if (!deliveries.Any(HasLeft))
                    throw;
            }
        }
    }
}
