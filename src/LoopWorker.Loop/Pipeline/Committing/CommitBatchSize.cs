namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// How many users share a transaction: few at first, and one more after each that succeeds; half after each that is cancelled by
/// somebody else's writes, and from then on one more after every four (additive increase, multiplicative decrease). So about one
/// transaction in ten is cancelled at most.
/// </summary>
public sealed class CommitBatchSize(int first = 4, int maximum = 48)
{
    private readonly Lock _lock = new();
    private double _users = first;
    private double _step = 1;

    public int Users
    {
        get
        {
            lock (_lock)
                return (int)_users;
        }
    }

    public void Grow()
    {
        lock (_lock)
            _users = Math.Min(maximum, _users + _step);
    }

    public void Halve()
    {
        lock (_lock)
            (_users, _step) = (Math.Max(1, _users / 2), 0.25);
    }
}
