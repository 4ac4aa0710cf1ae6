namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// How many users may be in transactions under way: the more there are, the likelier another replica writes one of them just then, and
/// cancels the whole transaction. Each transaction that succeeds widens the window a little, each that others' writes cancel
/// halves it, so that about one in ten is cancelled at most. A narrower window means fewer transactions under way first, for several at a time
/// serve speed alone, and smaller ones then. One that hangs does not count for long (<see cref="Committer"/>).
/// </summary>
/// <remarks>It does what TCP's congestion window does: slow start, then careful growth after the first loss (RFC 5681).</remarks>
/// <param name="concurrency">Transactions under way at most.</param>
public sealed class CommitWindow(int concurrency)
{
    /// <summary>Users in a transaction at most: with an event each, which takes two writes at least, more do not fit.</summary>
    public const int MostUsers = 48;

    private const int First = 4;
    private const double SlowStart = 1.25;
    private const double Growth = 1.05;

    private readonly Lock _lock = new();
    private double _users = First;
    private double _growth = SlowStart;

    /// <summary>How many users a transaction may have, 1 or more.</summary>
    public int Users => (int)Math.Min(MostUsers, Value);

    /// <summary>How many transactions had better be under way, 1 or more.</summary>
    public int Commits => Math.Clamp((int)(Value / MostUsers), 1, concurrency);

    /// <summary>A transaction has succeeded.</summary>
    public void Widen()
    {
        lock (_lock)
            _users = Math.Min(concurrency * MostUsers, _users * _growth);
    }

    /// <summary>A transaction was cancelled by others' writes.</summary>
    public void Halve()
    {
        lock (_lock)
            (_users, _growth) = (Math.Max(1, _users / 2), Growth);
    }

    private double Value
    {
        get
        {
            lock (_lock)
                return _users;
        }
    }
}
