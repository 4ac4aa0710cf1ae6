using LoopWorker.Queues;

namespace LoopWorker.Operations.DeadLetters.Sweeping;

/// <summary>How a queue is gone through.</summary>
public sealed record SweepOptions
{
    /// <summary>
    /// How long messages are hidden from others while they are looked at; renewed for as long as it takes. If the process is killed, they are
    /// hidden for that long.
    /// </summary>
    public TimeSpan VisibilityTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a receive waits for a message before the queue passes for seen. SQS asks all of its servers only if it waits.</summary>
    public TimeSpan Wait { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Calls at once, at most: receives, deletes, and giving back.</summary>
    public int CallsAtOnce { get; init; } = 8;

    /// <summary>How many messages the queue has in flight at most: what lies behind as many that are held is not seen.</summary>
    public int MostInFlight { get; init; } = QueueLimits.InFlight;

    /// <summary>Whether to wait for messages that are in others' hands, for as long as those may keep them.</summary>
    public bool WaitsForOthers { get; init; }
}
