using LoopWorker.Core;
using LoopWorker.Core.Progressing;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Leases;

namespace LoopWorker.Queues.Pump;

/// <summary>Takes messages from a source, as many as there are credits for, and hands them on in order.</summary>
/// <param name="source">Where from.</param>
/// <param name="credits">Room for them; whoever settles a message returns its credit.</param>
/// <param name="wait">How long a poll waits for a message, 0 to 20 seconds.</param>
/// <param name="handOn">Takes over what a receive brought, and is told how long that took.</param>
/// <param name="failed">Told of each receive that failed and how long the receiver now waits.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times the waits after failures.</param>
public sealed class Receiver(
    Source source,
    Credits credits,
    TimeSpan wait,
    Func<IReadOnlyList<Delivery>, TimeSpan, ValueTask> handOn,
    Action<Exception, TimeSpan> failed,
    Randomness randomness,
    TimeProvider time
) : IMovingPart
{
    private static readonly TimeSpan Promptly = TimeSpan.FromSeconds(1);
    private static readonly Backoff AfterFailure = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    private readonly ProgressMeter _progress = new(time);
    private readonly PollPace _pace = new(wait);

    public string Name => "receive";

    /// <summary>A poll is work until it is answered; waiting for credits, or after a failure, is none.</summary>
    public Progress Progress => _progress.Progress;

    /// <summary>
    /// Receives until stopped. A failure is waited out with growing waits, spread evenly from zero on; polls that are answered empty at once are kept
    /// apart by up to a second.
    /// </summary>
    /// <exception cref="QueueException">If the queue cannot be received from, now or later.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            var taken = 0;
            var received = 0;
            var pause = TimeSpan.Zero;
            try
            {
                taken = await credits.TakeAsync(QueueLimits.BatchEntries, stop);
                // SQS counts the visibility timeout from its answer, which we cannot see; see NewLease.
                var askedAt = time.GetTimestamp();
                var messages = await PollAsync(taken, stop);
                failures = 0;
                received = messages.Count;
                pause = _pace.After(received, time.GetElapsedTime(askedAt), randomness.NextFraction());
                if (received > 0)
                    await handOn(
                        [.. messages.Select(message => new Delivery(message, source, NewLease(askedAt)))],
                        time.GetElapsedTime(askedAt)
                    );
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (QueueException exception) when (exception.IsTransient)
            {
                pause = AfterFailure.After(++failures, randomness.NextFraction());
                failed(exception, pause);
            }
            finally
            {
                credits.Return(taken - received);
            }
            if (pause > TimeSpan.Zero)
                await PauseAsync(pause, stop);
        }
    }

    private async Task<IReadOnlyList<ReceivedMessage>> PollAsync(int most, CancellationToken stop)
    {
        _progress.Took();
        try
        {
            return await source.Queue.ReceiveAsync(
                new ReceiveRequest
                {
                    MaxMessages = most,
                    Wait = wait,
                    VisibilityTimeout = source.VisibilityTimeout,
                },
                stop
            );
        }
        finally
        {
            _progress.Done();
        }
    }

    // An answer that took longer than the poll may: this process stood still, or the network did, with the messages in hand.
    private Lease NewLease(long askedAt) =>
        new(source.VisibilityTimeout, time, time.GetElapsedTime(askedAt) > wait + Promptly ? askedAt : null);

    private async Task PauseAsync(TimeSpan pause, CancellationToken stop)
    {
        try
        {
            await Task.Delay(pause, time, stop);
        }
        catch (OperationCanceledException)
        {
            // The loop ends by its own condition.
        }
    }
}
