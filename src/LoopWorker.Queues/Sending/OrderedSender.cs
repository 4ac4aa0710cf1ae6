using LoopWorker.Core;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Sending;

/// <summary>
/// Sends messages in batches. What failed temporarily is sent again, after pauses that grow. On a FIFO queue the messages of a group keep
/// their order: a batch holds one of each group, and those behind it wait until it is sent. If it is given up, they are not sent at all, for as long as
/// this sender is used. On a standard queue the order is kept as long as nothing fails.
/// </summary>
/// <remarks>
/// A call that is not answered is repeated, so on a standard queue a message may be there twice. One call at a time: not for many threads.
/// </remarks>
/// <param name="queue">Where they go.</param>
/// <param name="randomness">Spreads the pauses.</param>
/// <param name="time">Times them.</param>
public sealed class OrderedSender(IQueue queue, Randomness randomness, TimeProvider time)
{
    private const int Attempts = 4;
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));

    // Groups with a message that could not be sent, so that those behind it may not be.
    private readonly HashSet<string> _closed = new(StringComparer.Ordinal);

    /// <summary>How many messages are looked at to fill a batch, and so how many at most are taken ahead of what is sent.</summary>
    public const int Window = 100;

    /// <summary>Sends all messages. Until it returns or throws, each is concluded once, but for those that were never tried.</summary>
    /// <param name="entries">Messages, and what the caller knows them by. Read as they are sent.</param>
    /// <param name="conclude">Takes what became of each.</param>
    /// <param name="cancellation">Stops at once; what is in a call then is <see cref="SendResult.Uncertain"/>.</param>
    /// <exception cref="QueueException">If the queue fails in a way that does not pass, or for all attempts.</exception>
    /// <exception cref="OperationCanceledException">If it was stopped.</exception>
    public async Task SendAsync<T>(
        IEnumerable<(T Entry, OutgoingMessage Message)> entries,
        Action<T, SendResult> conclude,
        CancellationToken cancellation
    )
    {
        using var window = new SendWindow<T>(entries, QueueDefinition.IsFifoName(queue.Name), _closed);
        try
        {
            while (window.Take(conclude) is { Count: > 0 } batch)
            {
                cancellation.ThrowIfCancellationRequested();
                await AttemptAsync(batch, cancellation);
                foreach (var waiting in batch)
                    if (ResultOf(waiting) is { } result)
                        window.Conclude(waiting, result, conclude);
                await PauseAfterAsync(batch.Where(waiting => waiting.Answer is not { Succeeded: true }), cancellation);
            }
        }
        finally
        {
            foreach (var waiting in window.Waiting.Where(waiting => waiting.IsUncertain))
                conclude(waiting.Entry, new SendResult.Uncertain());
        }
    }

    private async Task AttemptAsync<T>(IReadOnlyList<WaitingMessage<T>> batch, CancellationToken cancellation)
    {
        foreach (var waiting in batch)
            waiting.Ask();
        try
        {
            var outcomes = await queue.SendAsync([.. batch.Select(waiting => waiting.Message)], cancellation);
            for (var i = 0; i < batch.Count; i++)
                batch[i].Answered(outcomes[i]);
        }
        catch (QueueException exception)
            when (exception.IsTransient && batch.All(waiting => waiting.Attempts < Attempts))
        {
            // The same again: what the lost call may have done, the repetition does at most once more.
        }
    }

    // Null for what is to be tried again.
    private static SendResult? ResultOf<T>(WaitingMessage<T> waiting) =>
        waiting.Answer switch
        {
            { Succeeded: true } accepted => new SendResult.Accepted(accepted.MessageId),
            { Error: { } error } when error.SenderFault || waiting.Attempts >= Attempts => waiting.IsUncertain
                ? new SendResult.Uncertain()
                : new SendResult.Refused(error),
            _ => null,
        };

    private Task PauseAfterAsync<T>(IEnumerable<WaitingMessage<T>> failed, CancellationToken cancellation)
    {
        var attempts = failed
            .Where(waiting => ResultOf(waiting) is null)
            .Select(waiting => waiting.Attempts)
            .DefaultIfEmpty()
            .Max();
        return attempts == 0
            ? Task.CompletedTask
            : Task.Delay(BetweenAttempts.After(attempts, randomness.NextFraction()), time, cancellation);
    }
}
