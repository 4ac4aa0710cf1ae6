using LoopWorker.Core;

namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>How long is waited between attempts at a commit.</summary>
public sealed class CommitPauses(Randomness randomness, TimeProvider time)
{
    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(1));
    private static readonly Backoff BetweenContentions = new(TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(2));
    private static readonly Backoff BetweenThrottles = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    /// <summary>Waits after attempts that have failed.</summary>
    /// <param name="failures">How many in a row, 1 or more.</param>
    public Task WaitAsync(int failures) => Task.Delay(BetweenAttempts.After(failures, randomness.NextFraction()), time);

    /// <summary>How long a user rests whom somebody else is writing as well.</summary>
    /// <param name="contention">How much, more than 0 (<see cref="Lanes.UserBatch.Contention"/>).</param>
    public TimeSpan RestInContention(double contention) =>
        BetweenContentions.After((int)Math.Ceiling(contention), randomness.NextFraction());

    /// <summary>How long a user rests whose partition is over its throughput.</summary>
    /// <param name="throttles">How often in a row it was, 1 or more.</param>
    public TimeSpan RestAfter(int throttles) => BetweenThrottles.After(throttles, randomness.NextFraction());
}
