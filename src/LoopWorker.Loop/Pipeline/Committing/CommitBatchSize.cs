namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// How many users share a transaction: few at first, one more after each that succeeds, half after each that meets a
/// conflict (additive increase, multiplicative decrease).
/// </summary>
public sealed class CommitBatchSize(int first = 4, int maximum = 48)
{
    private readonly Lock _lock = new();
    private int _users = first;

    public int Users
    {
        get
        {
            lock (_lock)
                return _users;
        }
    }

    public void Grow()
    {
        lock (_lock)
            _users = Math.Min(maximum, _users + 1);
    }

    public void Halve()
    {
        lock (_lock)
            _users = Math.Max(1, _users / 2);
    }
}
