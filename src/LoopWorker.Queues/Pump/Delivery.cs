using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Queues.Pump;

/// <summary>A message in hand, where it came from, and for how long it is ours.</summary>
/// <param name="message">The message as it was received.</param>
/// <param name="source">The queue it was received from.</param>
/// <param name="lease">For how long it is ours.</param>
/// <param name="origin">Where it came in, if it was forwarded from there.</param>
public sealed class Delivery(ReceivedMessage message, Source source, Lease lease, Origin? origin = null)
{
    private const int CharactersOfOne = 32_768;

    private volatile int _retries;

    public ReceivedMessage Message => message;

    public Source Source => source;

    /// <summary>The message as it came in: what it says, and what a dead letter of it keeps.</summary>
    public ReceivedMessage Original => origin?.Message ?? message;

    /// <summary>The queue it came in by; its dead letters belong to that one.</summary>
    public Source EntrySource => origin?.Source ?? source;

    public Lease Lease => lease;

    /// <summary>How many <see cref="Credits"/> it takes: what has 32 KB takes the place of several, so memory is bounded too.</summary>
    public int Weight => 1 + message.Body.Length / CharactersOfOne;

    /// <summary>
    /// Whether work for it may begin. Not once its lease is lost, for then it is another's, nor once an earlier message of
    /// its group has failed or its lease is lost, for then it has to come after that one.
    /// </summary>
    public bool MayProceed => lease.IsHeld && Place is not { IsInOrder: false };

    /// <summary>Whether it is the last that the redrive policy allows: given back now, the message becomes a dead letter.</summary>
    public bool IsLastReceive => message.ReceiveCount >= source.MaxReceiveCount;

    /// <summary>How often it has been tried, from 1: at each receive, and again while it was in hand.</summary>
    public int Attempt => message.ReceiveCount + _retries;

    /// <summary>Whether it has been tried as often as the redrive policy allows.</summary>
    public bool IsLastAttempt => Attempt >= source.MaxReceiveCount;

    /// <summary>It failed, and is tried again while it is in hand.</summary>
    public void BeginAttempt()
    {
        Interlocked.Increment(ref _retries);
        lease.BeginAttempt();
    }

    /// <summary>The trace it belongs to; null if it came without one and nobody listens.</summary>
    public MessageTrace? Trace { get; set; }

    /// <summary>Its place in its group; null unless it comes from a FIFO queue.</summary>
    internal GroupPlace? Place { get; set; }
}

/// <summary>Where a message came in that was forwarded to another queue since.</summary>
/// <param name="Source">The queue it came in by.</param>
/// <param name="Message">The message as it was there; its receipt handle is worth nothing any more.</param>
public sealed record Origin(Source Source, ReceivedMessage Message);

/// <summary>A queue that messages are taken from.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="DeadLetters">Where messages go that cannot take effect; null if there is no such queue.</param>
/// <param name="MaxReceiveCount">How often a message is received before it goes there; null for ever.</param>
/// <param name="VisibilityTimeout">How long messages are asked for, and how far they are extended, up to 12 hours.</param>
public sealed record Source(IQueue Queue, IQueue? DeadLetters, int? MaxReceiveCount, TimeSpan VisibilityTimeout);
