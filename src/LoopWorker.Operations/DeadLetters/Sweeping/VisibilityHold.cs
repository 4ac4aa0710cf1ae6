using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.DeadLetters.Sweeping;

/// <summary>Keeps messages hidden from others until they are let go, and gives back at the end those that were not.</summary>
/// <remarks>
/// A renewal that fails does no harm: the message comes up again, and is held anew. A <see cref="Queues.Pump.Leases.VisibilityKeeper"/> does not do here: it
/// keeps an object for each message, of which there may be a hundred thousand.
/// </remarks>
internal sealed class VisibilityHold : IAsyncDisposable
{
    private readonly IQueue _queue;
    private readonly SweepOptions _options;
    private readonly TimeProvider _time;
    private readonly HeldMessages _held;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewing;

    /// <param name="queue">Where they are.</param>
    /// <param name="options">For how long they are hidden at a time.</param>
    /// <param name="time">Times the renewals.</param>
    public VisibilityHold(IQueue queue, SweepOptions options, TimeProvider time)
    {
        (_queue, _options, _time) = (queue, options, time);
        _held = new HeldMessages(time);
        _renewing = RenewAsync();
    }

    public int Count => _held.Count;

    /// <summary>Holds what was received when asked for at a time.</summary>
    public void Add(IReadOnlyList<ReceivedMessage> received, long since) =>
        _held.Hold(received.Select(message => (message.MessageId, message.ReceiptHandle)), since);

    /// <summary>Lets messages go that are about to be deleted, and gives their handles; none for those that are not held.</summary>
    public IReadOnlyList<(string Id, string Handle)> Release(IEnumerable<string> ids) => _held.Release(ids);

    /// <summary>Gives back what is held. What cannot be given back comes back by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended.Cancel();
        await _renewing;
        while (_held.ReleaseAny(QueueLimits.BatchEntries * _options.CallsAtOnce) is { Count: > 0 } messages)
            await Task.WhenAll(
                messages.Chunk(QueueLimits.BatchEntries).Select(batch => TryChangeAsync(batch, TimeSpan.Zero))
            );
        _ended.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_options.VisibilityTimeout / 4, _time, _ended.Token);
                while (
                    !_ended.IsCancellationRequested
                    && _held.OlderThan(_options.VisibilityTimeout / 2, QueueLimits.BatchEntries) is { Count: > 0 } batch
                )
                {
                    var since = _time.GetTimestamp();
                    if (await TryChangeAsync(batch, _options.VisibilityTimeout))
                        _held.Renew(batch, since);
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // Nothing has to be held any longer.
        }
    }

    private async Task<bool> TryChangeAsync(IReadOnlyList<(string Id, string Handle)> messages, TimeSpan timeout)
    {
        try
        {
            await _queue.ChangeVisibilityAsync(
                [.. messages.Select(message => new VisibilityChange(message.Handle, timeout))],
                CancellationToken.None
            );
            return true;
        }
        catch (QueueException)
        {
            return false;
        }
    }
}
