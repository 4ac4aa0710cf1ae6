namespace LoopWorker.Core.Concurrency;

/// <summary>
/// How many calls may be under way: one more for each round that succeeds, half as many when one is throttled, three
/// quarters when one is slow (additive increase, multiplicative decrease). Pure but for what it remembers; not for several threads.
/// </summary>
/// <remarks>
/// Source: RFC 5681 for the rule, and for counting one decrease a round: calls that were under way already when the limit
/// fell say nothing about the lower one.
/// </remarks>
/// <param name="maximum">Calls under way at most.</param>
public sealed class AdaptiveLimit(int maximum)
{
    // A call is slow if it takes so many times what is usual, and at least so much longer.
    private const double SlowTimes = 4;
    private static readonly TimeSpan SlowAtLeast = TimeSpan.FromMilliseconds(100);

    // What is usual follows what is measured: a lasting change is soon taken as it is.
    private const double UsualShare = 1.0 / 32;

    private double _limit = maximum;
    private TimeSpan? _usual;
    private TimeSpan _lowered = TimeSpan.MinValue;

    /// <summary>From 1 to the maximum.</summary>
    public int Calls => (int)_limit;

    public int Maximum => maximum;

    /// <summary>A call has been answered. Whether it was slow.</summary>
    /// <param name="begun">When it began, on any clock of its own.</param>
    /// <param name="now">The same clock's.</param>
    public bool Answered(TimeSpan begun, TimeSpan now)
    {
        var took = now - begun;
        var usual = _usual ?? took;
        var slow = took > usual * SlowTimes && took > usual + SlowAtLeast;
        _usual = usual + (took - usual) * UsualShare;
        if (slow)
            Lower(begun, now, 0.75);
        else
            _limit = Math.Min(maximum, _limit + 1 / _limit);
        return slow;
    }

    /// <summary>A call was throttled, or not answered at all.</summary>
    public void Refused(TimeSpan begun, TimeSpan now) => Lower(begun, now, 0.5);

    private void Lower(TimeSpan begun, TimeSpan now, double factor)
    {
        if (begun < _lowered)
            return;
        _lowered = now;
        _limit = Math.Max(1, _limit * factor);
    }
}
