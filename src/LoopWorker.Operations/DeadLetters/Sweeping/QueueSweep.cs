using System.Collections.Concurrent;
using System.Globalization;
using LoopWorker.Core;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sending;

namespace LoopWorker.Operations.DeadLetters.Sweeping;

/// <summary>
/// Goes through a queue once: every message is seen once, is hidden from others meanwhile, and is given back at the end unless it was
/// deleted. What arrives meanwhile may be seen or not.
/// </summary>
/// <remarks>
/// A FIFO queue shows the later messages of a group only when the earlier ones are gone: those that are held stand before the rest. To see
/// behind them, send them to the end of their group (<see cref="MoveToEndAsync"/>). One caller at a time; only deleting may go on beside receiving.
/// </remarks>
/// <param name="queue">The queue.</param>
/// <param name="options">How it is gone through.</param>
/// <param name="randomness">Spreads pauses.</param>
/// <param name="time">Times the renewals.</param>
public sealed class QueueSweep(IQueue queue, SweepOptions options, Randomness randomness, TimeProvider time)
    : IAsyncDisposable
{
    private const int DeleteAttempts = 4;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly SeenMessages _seen = new();
    private readonly VisibilityHold _held = new(queue, options, time);
    private readonly ConcurrentDictionary<string, byte> _toDelete = new(StringComparer.Ordinal);
    private bool _isFull;
    private int _receivers = 1;
    private long _latest;

    /// <summary>How many different messages were seen.</summary>
    public int Seen => _seen.Count;

    /// <summary>How many were to be deleted and are not: each is still in the queue, or hidden in it.</summary>
    public int Undeleted => _toDelete.Count;

    /// <summary>How many are in others' hands, as was last counted; 0 before the end.</summary>
    public long InOthersHands { get; private set; }

    /// <summary>Makes sure that nothing lies behind what is held.</summary>
    /// <exception cref="QueueException">If as much is held as the queue gives out: a long poll is answered with nothing then.</exception>
    public void CheckWhole()
    {
        if (_isFull || _held.Count >= options.MostInFlight)
            throw new QueueException(
                QueueErrors.OverLimit,
                $"{queue.Name} gives out no more than {options.MostInFlight.ToString("N0", CultureInfo.InvariantCulture)} messages at once, and as many lie before the rest. Replay or purge some of them first."
            );
    }

    /// <summary>Receives messages that were not seen before. Empty at the end.</summary>
    /// <exception cref="QueueException">If the queue fails.</exception>
    public async Task<IReadOnlyList<ReceivedMessage>> NextAsync(CancellationToken cancellation)
    {
        if (_latest == 0)
            _latest = time.GetTimestamp();
        while (true)
        {
            var received = await ReceiveAsync(cancellation);
            var fresh = received.Where(message => _seen.Add(message.MessageId)).ToList();
            await DeleteAgainAsync(received, cancellation);
            if (fresh.Count > 0)
            {
                _latest = time.GetTimestamp();
                return fresh;
            }
            if (received.Count == 0 ? await IsOverAsync(cancellation) : HaveOthersGivenUp)
                return [];
        }
    }

    /// <summary>Deletes messages, for good.</summary>
    /// <returns>The ids of those that are deleted; the others will be as soon as they are received once more.</returns>
    public async Task<IReadOnlyList<string>> DeleteAsync(IEnumerable<string> ids, CancellationToken cancellation)
    {
        var deleted = new List<string>();
        foreach (var messages in _held.Release(ids).Chunk(QueueLimits.BatchEntries * options.CallsAtOnce))
        {
            var outcomes = await Task.WhenAll(
                messages
                    .Chunk(QueueLimits.BatchEntries)
                    .Select(batch => TryDeleteAsync([.. batch.Select(entry => entry.Handle)], cancellation))
            );
            foreach (var (message, isDeleted) in messages.Zip(outcomes.SelectMany(batch => batch)))
                if (isDeleted)
                    deleted.Add(message.Id);
                else
                    _toDelete[message.Id] = 0;
        }
        return deleted;
    }

    /// <summary>
    /// FIFO only: puts messages behind all others of their groups, as they are; they count as seen there. The copy is sent before the
    /// original is deleted.
    /// </summary>
    /// <param name="messages">In the order of their groups.</param>
    /// <param name="by">What does it, which makes its own repetitions harmless for five minutes.</param>
    /// <param name="cancellation">Stops it; what has not moved stays where it is.</param>
    /// <exception cref="QueueException">If the queue fails or refuses a copy; what has not moved stays where it is.</exception>
    public async Task MoveToEndAsync(
        IReadOnlyCollection<ReceivedMessage> messages,
        string by,
        CancellationToken cancellation
    )
    {
        var moved = new List<string>();
        EntryError? refused = null;
        try
        {
            await new OrderedSender(queue, randomness, time).SendAsync(
                messages.Select(message => (message, CopyOf(message, by))),
                (message, result) =>
                {
                    if (result is SendResult.Refused { Error: var error })
                        refused = error;
                    if (result is not SendResult.Accepted { MessageId: { } copy })
                        return;
                    _seen.Add(copy);
                    moved.Add(message.MessageId);
                },
                cancellation
            );
        }
        finally
        {
            await DeleteAsync(moved, CancellationToken.None);
        }
        if (refused is not null)
            throw new QueueException(refused.Code, refused.Message);
    }

    private static OutgoingMessage CopyOf(ReceivedMessage message, string by) =>
        new(message.Body)
        {
            Attributes = message.Attributes,
            GroupId = message.GroupId,
            DeduplicationId = FifoId.Of($"{by}:end:{message.MessageId}"),
            TraceHeader = message.TraceHeader,
        };

    /// <summary>Gives back what is in hand. What cannot be given back comes back by itself.</summary>
    public ValueTask DisposeAsync() => _held.DisposeAsync();

    // As long as all that is asked comes full, more is asked at once.
    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        var receives = Enumerable
            .Range(0, _receivers)
            .Select(i => ReceiveAsync(i == 0 ? options.Wait : TimeSpan.Zero, since, cancellation))
            .ToList();
        var received = await Task.WhenAll(receives);
        _receivers = received.All(messages => messages.Count == QueueLimits.BatchEntries)
            ? Math.Min(_receivers * 2, options.CallsAtOnce)
            : 1;
        return [.. received.SelectMany(messages => messages)];
    }

    private async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
        TimeSpan wait,
        long since,
        CancellationToken cancellation
    )
    {
        var request = new ReceiveRequest { Wait = wait, VisibilityTimeout = options.VisibilityTimeout };
        IReadOnlyList<ReceivedMessage> received;
        try
        {
            received = await queue.ReceiveAsync(request, cancellation);
        }
        catch (QueueException exception) when (exception.Code == QueueErrors.OverLimit && _held.Count > 0)
        {
            // As many as a queue may have in flight are held, by this and others.
            _isFull = true;
            return [];
        }
        _held.Add(received, since);
        return received;
    }

    // Whatever was in others' hands has been received again by now, or deleted.
    private bool HaveOthersGivenUp => time.GetElapsedTime(_latest) > options.VisibilityTimeout + BetweenLooks;

    private async Task<bool> IsOverAsync(CancellationToken cancellation)
    {
        if (!options.WaitsForOthers)
            return true;
        InOthersHands = Math.Max(0, (await queue.GetDepthAsync(cancellation)).InFlight - _held.Count);
        if (InOthersHands == 0 || HaveOthersGivenUp)
            return true;
        await Task.Delay(BetweenLooks, time, cancellation);
        return false;
    }

    // What was to be deleted and comes back.
    private async Task DeleteAgainAsync(IEnumerable<ReceivedMessage> received, CancellationToken cancellation)
    {
        var again = received.Select(message => message.MessageId).Where(id => _toDelete.TryRemove(id, out _)).ToList();
        await DeleteAsync(again, cancellation);
    }

    // Deleting again does no harm where the first answer was lost.
    private async Task<bool[]> TryDeleteAsync(string[] handles, CancellationToken cancellation)
    {
        var deleted = new bool[handles.Length];
        for (var attempt = 1; ; attempt++)
        {
            var left = Enumerable.Range(0, handles.Length).Where(i => !deleted[i]).ToList();
            try
            {
                var outcomes = await queue.DeleteAsync([.. left.Select(i => handles[i])], cancellation);
                foreach (var (place, i) in left.Index())
                    deleted[i] = outcomes[place].Succeeded;
            }
            catch (QueueException exception) when (exception.IsTransient)
            {
                // As if each had failed.
            }
            if (attempt == DeleteAttempts || deleted.All(isDeleted => isDeleted))
                return deleted;
            await Task.Delay(BetweenAttempts * attempt, time, cancellation);
        }
    }
}
