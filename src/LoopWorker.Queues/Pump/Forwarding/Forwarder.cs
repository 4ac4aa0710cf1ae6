using LoopWorker.Core;
using LoopWorker.Core.Batching;
using LoopWorker.Core.Progressing;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Queues.Pump.Forwarding;

/// <summary>
/// Sends messages in hand on to another queue, in batches. While the queue does not answer, messages are kept and sent again, with
/// growing pauses: giving them back would use up their receives. What became of each is told; the deliveries end elsewhere, and
/// never before their copies are accepted.
/// </summary>
public sealed class Forwarder : IStage
{
    private static readonly Backoff WhileAway = new(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5));

    private readonly IQueue _queue;
    private readonly Func<Delivery, bool> _mayBeKept;
    private readonly Randomness _randomness;
    private readonly TimeProvider _time;
    private readonly Func<ForwardedMessage, ForwardOutcome, ValueTask> _forwarded;
    private readonly BatchRetries _retries;
    private readonly Batcher<ForwardedMessage> _batches;

    /// <param name="queue">Where they go.</param>
    /// <param name="batches">How they are gathered.</param>
    /// <param name="mayBeKept">Whether a message may be kept in hand for another try.</param>
    /// <param name="forwarded">Told once of each message.</param>
    /// <param name="randomness">Jitter.</param>
    /// <param name="time">Times the waits.</param>
    public Forwarder(
        IQueue queue,
        BatchOptions batches,
        Func<Delivery, bool> mayBeKept,
        Func<ForwardedMessage, ForwardOutcome, ValueTask> forwarded,
        Randomness randomness,
        TimeProvider time
    )
    {
        (_queue, _mayBeKept, _forwarded, _randomness, _time) = (queue, mayBeKept, forwarded, randomness, time);
        _retries = new BatchRetries(randomness, time);
        _batches = new(batches, SendAsync, time);
    }

    public string Name => "forward";

    public Progress Progress => _batches.Progress;

    /// <summary>Takes a message over; false once no more are taken.</summary>
    public bool TryAdd(ForwardedMessage message) => _batches.TryAdd(message);

    /// <exception cref="QueueException">If only an operator can put right what is wrong with the queue.</exception>
    public Task RunAsync() => _batches.RunAsync();

    public void Complete() => _batches.Complete();

    private async Task SendAsync(IReadOnlyList<ForwardedMessage> batch)
    {
        var open = new List<ForwardedMessage>(batch.Count);
        foreach (var message in batch)
            if (!message.Delivery.MayProceed)
                await _forwarded(message, ForwardOutcome.NotBegun);
            else if (MessageSize.Of(message.Copy) > QueueLimits.MessageBytes)
                await _forwarded(message, ForwardOutcome.TooLarge);
            else
                open.Add(message);
        foreach (var part in SendBatches.Of(open, message => message.Copy))
            await SendUntilKnownAsync(part);
    }

    private async Task SendUntilKnownAsync(IReadOnlyList<ForwardedMessage> open)
    {
        for (var attempt = 1; open.Count > 0; attempt++)
        {
            var result = await _retries.RunAsync(open, SendPartAsync);
            foreach (var message in result.Succeeded)
                await _forwarded(message, ForwardOutcome.Accepted);
            open = [.. result.Left.Where(message => message.Delivery.MayProceed && _mayBeKept(message.Delivery))];
            foreach (var message in result.Failed.Except(open))
                await _forwarded(message, ForwardOutcome.Failed);
            if (open.Count > 0)
                await Task.Delay(WhileAway.After(attempt, _randomness.NextFraction()), _time);
        }
    }

    private async Task<IReadOnlyList<EntryOutcome>> SendPartAsync(IReadOnlyList<ForwardedMessage> part)
    {
        var outcomes = await _queue.SendAsync([.. part.Select(message => message.Copy)], CancellationToken.None);
        return [.. outcomes.Select(outcome => new EntryOutcome(outcome.Error))];
    }
}

/// <summary>A message in hand, and what is sent in its place.</summary>
public sealed record ForwardedMessage(Delivery Delivery, OutgoingMessage Copy);

/// <summary>What became of a <see cref="ForwardedMessage"/>.</summary>
public enum ForwardOutcome
{
    /// <summary>The queue has its copy.</summary>
    Accepted,

    /// <summary>The queue did not accept the copy, or did not say so.</summary>
    Failed,

    /// <summary>The copy has more bytes than any queue takes.</summary>
    TooLarge,

    /// <summary>Nothing was sent: the delivery is no longer ours.</summary>
    NotBegun,
}
