using LoopWorker.Loop.Events.Reading;

namespace LoopWorker.Loop.Pipeline;

/// <summary>How much the pipeline takes on at once, and how it gathers.</summary>
public sealed record PipelineOptions
{
    /// <summary>Messages in hand at most, from receive to settle.</summary>
    public int MaxInFlight { get; init; } = 2_000;

    /// <summary>Polls under way at once for each source queue.</summary>
    public int Receivers { get; init; } = 2;

    /// <summary>How long a poll waits for a message, 0 to 20 seconds.</summary>
    public TimeSpan ReceiveWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a batch that is not full waits for company.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Batched reads of cards and contexts under way at once.</summary>
    public int ResolveConcurrency { get; init; } = 4;

    /// <summary>Transactions under way at once; fewer while the table throttles or is slow.</summary>
    public int CommitConcurrency { get; init; } = 8;

    /// <summary>
    /// How long a message is kept in hand while the table throttles or does not answer, before it goes back to its queue.
    /// </summary>
    public TimeSpan MaxHold { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a worker that is told to stop may take to finish what it has begun.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>Users whose contexts are kept in memory.</summary>
    public int CachedUsers { get; init; } = 20_000;

    /// <summary>Cards whose users are kept in memory.</summary>
    public int CachedCards { get; init; } = 100_000;

    /// <summary>How long a card's user is believed without asking again.</summary>
    public TimeSpan CardLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Ids of events committed lately that are kept in memory.</summary>
    public int RememberedEvents { get; init; } = 100_000;

    /// <summary>Independent senders of notifications; those of one user go through one of them, in order.</summary>
    public int NotifyLanes { get; init; } = 4;

    /// <summary>What becomes of a purchase by a card that is linked to no one.</summary>
    public UnknownCardPolicy UnknownCard { get; init; } = UnknownCardPolicy.Ignore;

    /// <summary>How long such a purchase is kept with <see cref="UnknownCardPolicy.Park"/>.</summary>
    public TimeSpan ParkedLifetime { get; init; } = TimeSpan.FromDays(21);

    /// <summary>Cards whose purchases are parked at once.</summary>
    public int ParkConcurrency { get; init; } = 16;

    /// <summary>The <c>source</c> of outgoing CloudEvents, a URI reference.</summary>
    public string NotificationSource { get; init; } = "/loopworker";

    /// <summary>Limits of what is read.</summary>
    public EventReaderOptions Reading { get; init; } = new();
}

/// <summary>What becomes of a purchase by a card that is linked to no one.</summary>
public enum UnknownCardPolicy
{
    /// <summary>It is acknowledged and counted.</summary>
    Ignore,

    /// <summary>It is kept in the table; linking the card puts it back on the queue it came from.</summary>
    Park,

    /// <summary>It goes to the dead-letter queue, reason <c>unmatched_card</c>.</summary>
    DeadLetter,
}
