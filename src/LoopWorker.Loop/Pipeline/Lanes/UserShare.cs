using LoopWorker.Core;
using LoopWorker.Loop.Failures;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>
/// How much of what is in hand may belong to a user whose partition is over its throughput: a tenth, so that there is room for the others.
/// What is more goes back to its queue, and is put off.
/// </summary>
/// <remarks>
/// Putting off costs a receive, so what is on its last one stays in hand, and pauses grow fourfold up to the longest before the last: with five
/// receives and two hours, two, eight, thirty and a hundred and twenty minutes. Messages of FIFO queues stay too, for those behind them would lose receives with them;
/// SQS gives few of a group at a time.
/// </remarks>
/// <param name="credits">Tell how much may be in hand.</param>
/// <param name="longest">The longest pause.</param>
/// <param name="randomness">Jitter.</param>
public sealed class UserShare(Credits credits, TimeSpan longest, Randomness randomness)
{
    private const int Part = 10;
    private const double Growth = 4;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    /// <summary>How many events of such a user may wait.</summary>
    public int Events => Math.Max(UserLanes.EventsPerUser, credits.Limit / Part);

    /// <summary>Whether an event may be put off.</summary>
    public static bool MayPutOff(ReceivedEvent received) =>
        !received.Delivery.IsLastReceive && !MessageGroups.Concerns(received.Delivery);

    /// <summary>Puts an event off.</summary>
    public Settlement PutOff(ReceivedEvent received) =>
        new Settlement.Retry(received.Delivery, RetryReasons.UserBusy, "The user's partition is over its throughput.")
        {
            Pause = PauseOf(received.Delivery) * (1 - randomness.NextFraction() / 4),
        };

    /// <summary>Gives back an event that has been in hand for too long: put off, where its user's partition is why and it may be.</summary>
    /// <param name="received">The event.</param>
    /// <param name="code">Why, one of <see cref="RetryReasons"/>.</param>
    /// <param name="reason">Why, a sentence.</param>
    public Settlement GiveBack(ReceivedEvent received, string code, string reason) =>
        code == RetryReasons.HotPartition && MayPutOff(received)
            ? PutOff(received)
            : new Settlement.Retry(received.Delivery, code, reason);

    private TimeSpan PauseOf(Delivery delivery)
    {
        var left = delivery.Source.MaxReceiveCount - delivery.Message.ReceiveCount;
        // Where nothing counts the receives, the middle of it.
        var pause = longest / Math.Pow(Growth, left is { } receives ? receives - 1 : 2);
        return pause > Shortest || longest < Shortest ? pause : Shortest;
    }
}
