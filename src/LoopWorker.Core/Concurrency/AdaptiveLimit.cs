namespace LoopWorker.Core.Concurrency;

/// <summary>
/// How many calls may be under way: a fifth more for each second in which calls are answered, a quarter less when one is
/// throttled, or when they are slow round after round. Below one, single calls are made with <see cref="Pause"/> between
/// them. Pure but for what it remembers; not for several threads.
/// </summary>
/// <remarks>
/// Growth goes by time and decrease by calls, so of several processes that share a capacity, one that makes twice as many calls
/// is lowered twice as often while all grow alike: their shares converge, and refusals stay few at any rate (a fixed step for
/// each round would be far too large where a share is a few calls a second). Source: RFC 5681 for counting one decrease a round:
/// calls that were under way already when the limit fell say nothing about the lower one.
/// </remarks>
/// <param name="maximum">Calls under way at most.</param>
public sealed class AdaptiveLimit(int maximum)
{
    private const double GrowthPerSecond = 0.2;
    private const double Decrease = 0.75;

    // However long nothing was called, an answer proves no more than this.
    private static readonly TimeSpan LongestGrowth = TimeSpan.FromSeconds(1);

    /// <summary>The longest <see cref="Pause"/>: whoever makes no calls learns nothing.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    // A call is slow if it takes so many times what is usual, and at least so much longer.
    private const double SlowTimes = 4;
    private static readonly TimeSpan SlowAtLeast = TimeSpan.FromMilliseconds(100);

    // With less the limit could fall too far to come back soon, and pauses between calls would be none.
    private static readonly TimeSpan ShortestCall = TimeSpan.FromMilliseconds(1);

    // What is usual follows what is measured: a lasting change is soon taken as it is.
    private const double UsualShare = 1.0 / 32;

    private double _limit = maximum;
    private TimeSpan? _usual;
    private TimeSpan _lowered = TimeSpan.MinValue;
    private TimeSpan? _slowSince;
    private TimeSpan? _answered;

    /// <summary>From 1 to the maximum.</summary>
    public int Calls => Math.Max(1, (int)_limit);

    public int Maximum => maximum;

    /// <summary>How long to wait after a call before the next; nothing unless the limit is below one call.</summary>
    public TimeSpan Pause =>
        // What is usual may have grown since the limit was lowered.
        _limit < 1
        && Usual is { } usual
            ? Shorter(LongestPause, usual * (1 / _limit - 1))
            : TimeSpan.Zero;

    /// <summary>A call has been answered.</summary>
    /// <param name="begun">When it began, on any clock of its own.</param>
    /// <param name="now">The same clock's.</param>
    public void Answered(TimeSpan begun, TimeSpan now)
    {
        var took = now - begun;
        var usual = _usual ?? took;
        var slow = took > usual * SlowTimes && took > usual + SlowAtLeast;
        _usual = usual + (took - usual) * UsualShare;
        if (slow)
            Slow(begun, now);
        else
        {
            if (begun >= _slowSince)
                _slowSince = null;
            Grow(now);
        }
        _answered = now;
    }

    /// <summary>A call was throttled, or not answered at all.</summary>
    /// <returns>Whether it lowered the limit: only the first of a round does.</returns>
    public bool Refused(TimeSpan begun, TimeSpan now) =>
        Lower(begun, now, least: Usual is { } usual ? usual / (usual + LongestPause) : 1);

    private TimeSpan? Usual => _usual < ShortestCall ? ShortestCall : _usual;

    private void Grow(TimeSpan now)
    {
        var since = now - (_answered ?? now);
        var growth = Shorter(since, LongestGrowth);
        _limit = Math.Min(maximum, _limit * Math.Exp(GrowthPerSecond * growth.TotalSeconds));
    }

    // A collector's pause makes all calls of that moment slow and is over: only a call that began after one was slow tells more.
    private void Slow(TimeSpan begun, TimeSpan now)
    {
        _slowSince ??= now;
        // Slowness comes of too many at once; to make single calls more rarely would not help.
        if (begun >= _slowSince)
            Lower(begun, now, least: Math.Min(1, _limit));
    }

    private bool Lower(TimeSpan begun, TimeSpan now, double least)
    {
        if (begun < _lowered)
            return false;
        _lowered = now;
        _limit = Math.Max(least, _limit * Decrease);
        return true;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
