using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;

namespace LoopWorker.Simulation;

/// <summary>How a run is laid out, drawn by its seed: what a deployment may set, small, so that every limit is met.</summary>
/// <param name="MaxReceiveCount">Receives before a message becomes a dead letter.</param>
/// <param name="FifoNotifications">Whether notifications go to a FIFO queue.</param>
/// <param name="Way">How events get from their source to their effect.</param>
/// <param name="Replicas">How many there are.</param>
/// <param name="Options">Of every replica.</param>
/// <param name="Rules">Of every replica.</param>
/// <param name="Notifications">Part of the rules.</param>
internal sealed record Scenario(
    int MaxReceiveCount,
    bool FifoNotifications,
    Way Way,
    int Replicas,
    PipelineOptions Options,
    LoopRules Rules,
    NotificationOptions Notifications
)
{
    // The order of the draws stays as it is: it is what a seed stands for.
    public static Scenario Draw(Random random, int seed)
    {
        var (maxReceiveCount, fifoNotifications) = (random.Next(3, 13), random.Next(3) == 0);
        var options = new PipelineOptions
        {
            MaxInFlight = random.Next(4, 80),
            Receivers = random.Next(1, 3),
            ReceiveWait = TimeSpan.FromSeconds(random.Next(1, 5)),
            ResolveConcurrency = random.Next(1, 5),
            CommitConcurrency = random.Next(1, 5),
            CachedUsers = random.Next(0, 8),
            CachedCards = random.Next(1, 8),
            CardLifetime = TimeSpan.FromSeconds(10),
            RememberedEvents = random.Next(1, 60),
            NotificationSenders = random.Next(1, 4),
            // The calm at the end is to see all of it.
            LongestPutOff = TimeSpan.FromSeconds(20),
        };
        var rules = new LoopRules { UnknownCard = (UnknownCardPolicy)random.Next(3) };
        options = options with
        {
            ParkConcurrency = random.Next(1, 5),
            MaxHold = TimeSpan.FromSeconds(random.Next(15, 60)),
            DrainTimeout = TimeSpan.FromSeconds(random.Next(8, 25)),
        };
        // From another source, so that half of the seeds go directly, as all of them once did.
        var ways = new Random(seed);
        var way = (seed % 4) switch
        {
            1 => Way.Routed,
            3 => Way.Mixed,
            _ => Way.Direct,
        };
        var replicas = way == Way.Direct ? 3 : ways.Next(3, 9);
        // Optional uses, some with each way.
        rules.CountPerMerchant = seed % 3 == 0;
        var notifications = new NotificationOptions
        {
            MaxPerUserAndHour = seed % 5 == 0 ? 3 : 0,
            FirstCapture = seed % 7 == 0,
        };
        rules = rules.WithNotifications(notifications);
        return new Scenario(maxReceiveCount, fifoNotifications, way, replicas, options, rules, notifications);
    }
}

/// <summary>How events get from their source to their effect.</summary>
internal enum Way
{
    /// <summary>They take effect where they are received.</summary>
    Direct,

    /// <summary>By the routing queue.</summary>
    Routed,

    /// <summary>As in a change-over: some replicas route, others do not.</summary>
    Mixed,
}
