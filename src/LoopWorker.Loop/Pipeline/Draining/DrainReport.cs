using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Draining;

/// <summary>What became of the messages that were in hand when a worker was told to stop.</summary>
/// <param name="Took">From the stop to the end.</param>
/// <param name="InHand">Messages in hand at the stop, or received by polls that were under way.</param>
/// <param name="Completed">Finished and deleted.</param>
/// <param name="GivenBack">Not begun, and visible to others at once.</param>
/// <param name="Retried">Failed, and hidden for a pause.</param>
/// <param name="DeadLettered">Moved to a dead-letter queue.</param>
/// <param name="Left">Left to their visibility timeout: the time was over, or the queue did not answer.</param>
/// <param name="LeastHeadroom">Of the worker's whole life: the least part of its visibility timeout that a message had left when it was settled, from 0 to 1.</param>
public sealed record DrainReport(
    TimeSpan Took,
    int InHand,
    int Completed,
    int GivenBack,
    int Retried,
    int DeadLettered,
    int Left,
    double LeastHeadroom
)
{
    /// <summary>The report from the counts at the stop and at the end. Pure.</summary>
    /// <param name="took">From the stop to the end.</param>
    /// <param name="atStop">Counts when the worker was told to stop.</param>
    /// <param name="atEnd">Counts when it ended.</param>
    /// <param name="stillInHand">Messages not settled at the end.</param>
    /// <param name="leastHeadroom">From 0 to 1.</param>
    public static DrainReport Of(
        TimeSpan took,
        IReadOnlyDictionary<Settled, int> atStop,
        IReadOnlyDictionary<Settled, int> atEnd,
        int stillInHand,
        double leastHeadroom
    )
    {
        int Since(Settled how) => atEnd.GetValueOrDefault(how) - atStop.GetValueOrDefault(how);
        var left = Since(Settled.Abandoned) + Since(Settled.Lost) + stillInHand;
        var (completed, released, retried, dead) = (
            Since(Settled.Completed),
            Since(Settled.Released),
            Since(Settled.Retried),
            Since(Settled.DeadLettered)
        );
        return new DrainReport(
            took,
            completed + released + retried + dead + left,
            completed,
            released,
            retried,
            dead,
            left,
            leastHeadroom
        );
    }
}
