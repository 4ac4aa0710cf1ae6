namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>
/// How many users may be in transactions under way: the more there are, the likelier another replica writes one of them just then, and
/// cancels the whole transaction. At first there is one small transaction at a time. Each that succeeds makes room for one more, and if it
/// was full for one user more in each; where transactions are slow, and therefore few, for up to twice as many. One that others' writes cancel
/// halves the window, and from then on it widens by a twentieth with each that succeeds, so that about one in ten is cancelled at most. A
/// narrower window means fewer transactions under way first, for several at a time serve speed alone, and smaller ones then. One that hangs
/// does not count for long (<see cref="Committer"/>).
/// </summary>
/// <remarks>After the first halving it does what TCP's congestion window does in congestion avoidance (RFC 5681).</remarks>
/// <param name="concurrency">Transactions under way at most.</param>
public sealed class CommitWindow(int concurrency)
{
    /// <summary>Users in a transaction at most: with an event each, which takes two writes at least, more do not fit.</summary>
    public const int MostUsers = 48;

    private const int First = 4;
    private const double Growth = 1.05;
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private double _users = First;
    private double _commits = 1;
    private bool _wasHalved;

    /// <summary>How many users a transaction may have, 1 or more.</summary>
    public int Users
    {
        get
        {
            lock (_lock)
                return (int)_users;
        }
    }

    /// <summary>How many transactions had better be under way, 1 or more.</summary>
    public int Commits
    {
        get
        {
            lock (_lock)
                return (int)_commits;
        }
    }

    /// <summary>A transaction has succeeded.</summary>
    /// <param name="wasFull">Whether it had as many users as it might.</param>
    /// <param name="took">How long it took.</param>
    public void Widen(bool wasFull, TimeSpan took)
    {
        lock (_lock)
            if (!_wasHalved)
            {
                if (wasFull)
                    _users = Math.Min(MostUsers, More(_users, took));
                _commits = Math.Min(concurrency, More(_commits, took));
            }
            else if (_users < MostUsers)
                _users = Math.Min(MostUsers, _users * Growth);
            else
                _commits = Math.Min(concurrency, _commits * Growth);
    }

    /// <summary>A transaction was cancelled by others' writes.</summary>
    public void Halve()
    {
        lock (_lock)
        {
            _wasHalved = true;
            if (_commits > 1)
                _commits = Math.Max(1, _commits / 2);
            else
                _users = Math.Max(1, _users / 2);
        }
    }

    private static double More(double before, TimeSpan took) => before + Math.Max(1, before * Math.Min(1, took / Slow));
}
