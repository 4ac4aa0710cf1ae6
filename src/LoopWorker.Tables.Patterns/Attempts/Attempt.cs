namespace LoopWorker.Tables.Patterns.Attempts;

/// <summary>How many attempts may be made in which time.</summary>
public sealed record AttemptLimit
{
    /// <param name="attempts">From 1 on.</param>
    /// <param name="validity">Counted from the first of them; longer than zero.</param>
    public AttemptLimit(int attempts, TimeSpan validity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(validity, TimeSpan.Zero);
        (Attempts, Validity) = (attempts, validity);
    }

    public int Attempts { get; }

    public TimeSpan Validity { get; }
}

/// <summary>An attempt that may be made.</summary>
/// <param name="number">Which it is in its time, 1 for the first.</param>
/// <param name="context">What the first attempt of this time has left.</param>
/// <param name="clear">Forgets the attempts.</param>
public sealed class Attempt(int number, string? context, Func<Task> clear)
{
    public int Number => number;

    public string? Context => context;

    /// <summary>The attempt has succeeded: those of this time are forgotten, and as many may be made again.</summary>
    public Task ClearAsync() => clear();
}

/// <summary>As many attempts were made as may be.</summary>
/// <param name="limit">How many, in which time.</param>
/// <param name="timeToWait">After that, the next may be made.</param>
public sealed class AttemptsException(AttemptLimit limit, TimeSpan timeToWait)
    : Exception($"All {limit.Attempts} attempts in {limit.Validity} are used up; the next may be made in {timeToWait}.")
{
    public AttemptLimit Limit => limit;

    public TimeSpan TimeToWait => timeToWait;
}
