using System.Text.Json.Serialization;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Messages.Reading;

namespace LoopWorker.Loop.Pipeline;

/// <summary>
/// How much the pipeline takes on at once, and how it gathers batches. The section <c>LoopWorker:Pipeline</c> of the
/// settings is bound to this type; what is marked <see cref="JsonIgnoreAttribute"/> is tuning by code, not a setting.
/// </summary>
public sealed record PipelineOptions
{
    /// <summary>
    /// Maximum number of messages in hand, from receive to settle; at least one for each receiver of each queue. One with more than 32 KB takes
    /// the place of several.
    /// </summary>
    public int MaxInFlight { get; set; } = 2_000;

    /// <summary>
    /// How long a message is to be in hand while others wait in the queue: the worker takes in as many as it settles in this time, at
    /// least 32 for each of <see cref="CommitConcurrency"/> and at most <see cref="MaxInFlight"/>.
    /// </summary>
    /// <remarks>With <see cref="Timeout.InfiniteTimeSpan"/>, by code alone, always as many as the latter.</remarks>
    public TimeSpan TargetTimeInHand { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Concurrent polls of each source and of the routing queue.</summary>
    public int Receivers { get; set; } = 2;

    /// <summary>How long a poll waits for a message. Polls that are answered empty at once are kept apart by up to a second.</summary>
    public TimeSpan ReceiveWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a batch that is not full waits for more.</summary>
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Maximum number of concurrent transactions; fewer while the table throttles or is slow.</summary>
    public int CommitConcurrency { get; set; } = 8;

    /// <summary>
    /// How long a message is kept in hand while the table or the queue of notifications throttles or does not answer, or something is
    /// denied, before it goes back to its queue.
    /// </summary>
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Number of users whose contexts are kept in memory; fewer if those have more than 4 KB each on average.</summary>
    public int CachedUsers { get; set; } = 20_000;

    /// <summary>
    /// Maximum size of a message's body in bytes of UTF-8; larger ones become dead letters, <c>too_large</c>. 256 KiB by
    /// default, the limit of SQS until 2025.
    /// </summary>
    public int MaxBodyBytes { get; set; } = EventReader.StandardMaxBodyBytes;

    /// <summary>
    /// How old an event may be when it is received; older ones become dead letters, <c>too_old</c>. By 0, an hour less than it is
    /// remembered that it has taken effect: 30 days for purchases, 15 for other events. With more, an event that is replayed later than that
    /// takes effect twice.
    /// </summary>
    public TimeSpan MaxEventAge { get; set; }

    /// <summary>How long a worker that is stopping may take to finish what it has begun.</summary>
    [JsonIgnore]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>
    /// So many messages may be in hand however long they take: enough for full transactions, about 32 users in each that may be under
    /// way.
    /// </summary>
    [JsonIgnore]
    public int LeastInFlight => Math.Min(MaxInFlight, 32 * CommitConcurrency);

    /// <summary>Concurrent batched reads of cards and contexts.</summary>
    [JsonIgnore]
    public int ResolveConcurrency { get; init; } = 4;

    /// <summary>Whether contexts and markers that others have probably changed are read anew before a commit.</summary>
    [JsonIgnore]
    public bool ReadsBeforeCommits { get; init; } = true;

    /// <summary>Concurrent batches on their way to the routing queue.</summary>
    [JsonIgnore]
    public int RouteConcurrency { get; init; } = 4;

    /// <summary>Number of cards whose users are kept in memory.</summary>
    [JsonIgnore]
    public int CachedCards { get; init; } = 100_000;

    /// <summary>How long a cached card's user is trusted without asking again.</summary>
    [JsonIgnore]
    public TimeSpan CardLifetime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Number of recently committed event ids that are kept in memory.</summary>
    [JsonIgnore]
    public int RememberedEvents { get; init; } = 100_000;

    /// <summary>How long an event is put off at most whose user's partition is over its throughput (<see cref="Lanes.UserShare"/>).</summary>
    [JsonIgnore]
    public TimeSpan LongestPutOff { get; init; } = TimeSpan.FromHours(2);

    /// <summary>Concurrent sends of notifications; those of one user go one after another.</summary>
    [JsonIgnore]
    public int NotificationSenders { get; init; } = 4;

    /// <summary>Number of cards whose purchases are parked concurrently.</summary>
    [JsonIgnore]
    public int ParkConcurrency { get; init; } = 16;

    /// <summary>The <c>source</c> of outgoing CloudEvents, a URI reference.</summary>
    [JsonIgnore]
    public string NotificationSource { get; init; } = "/loopworker";

    /// <summary>Whether the clock shows another day on purpose, so that the queues' clocks do not count.</summary>
    [JsonIgnore]
    public bool ClockIsSetByHand { get; init; }

    // Internal, so that the configuration's binder does not see it.
    internal EventTypes EventTypes { get; private init; } = EventTypes.Standard;

    /// <summary>What reads messages by these options.</summary>
    public EventReader NewReader() => new(MaxBodyBytes, EventTypes.Messages, new AgeLimit(MaxEventAge).Judge);

    /// <summary>The same for other types of events; messages of types that are not known become dead letters, <c>unknown_type</c>.</summary>
    public PipelineOptions WithEventTypes(EventTypes types) => this with { EventTypes = types };
}
