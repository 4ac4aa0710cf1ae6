namespace LoopWorker.Queues.Pump.Leases;

/// <summary>
/// The time for which a received message is ours: hidden from all others until its visibility timeout runs out, unless it
/// is extended before. Whoever is about to begin something that counts asks <see cref="IsHeld"/> first.
/// </summary>
/// <remarks>
/// Counted on our own clock, and ended a little early, for SQS began to count before its answer was here.
/// </remarks>
public sealed class Lease
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private TimeSpan _end;
    private TimeSpan _triedAt;
    private bool _settling;
    private Task _renewal = Task.CompletedTask;

    /// <param name="timeout">The visibility timeout.</param>
    /// <param name="time">Our own clock.</param>
    /// <param name="since">A timestamp of that clock; now if absent.</param>
    public Lease(TimeSpan timeout, TimeProvider time, long? since = null)
    {
        _time = time;
        Timeout = timeout;
        TakenAt = _triedAt = since is { } timestamp ? Now - time.GetElapsedTime(timestamp) : Now;
        _end = EndOf(TakenAt);
    }

    /// <summary>The visibility timeout.</summary>
    public TimeSpan Timeout { get; }

    public bool IsHeld => Headroom > TimeSpan.Zero;

    /// <summary>What is left of it; zero or less once it is lost.</summary>
    public TimeSpan Headroom
    {
        get
        {
            lock (_lock)
                return _end - Now;
        }
    }

    /// <summary>How long the message has been in hand.</summary>
    public TimeSpan Age => Now - TakenAt;

    /// <summary>How long its present attempt has taken.</summary>
    public TimeSpan AttemptAge => Now - TriedAt;

    /// <summary>Whether it is to be extended no more: the message is about to be made visible, or is gone.</summary>
    public bool IsSettling
    {
        get
        {
            lock (_lock)
                return _settling;
        }
    }

    internal TimeSpan TakenAt { get; }

    /// <summary>When its present attempt began.</summary>
    internal TimeSpan TriedAt
    {
        get
        {
            lock (_lock)
                return _triedAt;
        }
    }

    internal TimeSpan End
    {
        get
        {
            lock (_lock)
                return _end;
        }
    }

    internal TimeSpan Now => _time.GetElapsedTime(0);

    /// <summary>The message is tried again.</summary>
    internal void BeginAttempt()
    {
        lock (_lock)
            _triedAt = Now;
    }

    /// <summary>Marks a renewal as under way; false if there is nothing to renew any more.</summary>
    internal bool TryBeginRenewal(Task renewal)
    {
        lock (_lock)
        {
            if (_settling || _end <= Now)
                return false;
            _renewal = renewal;
            return true;
        }
    }

    /// <summary>The queue has taken an extension that was asked for at the time given.</summary>
    internal void Extend(TimeSpan askedAt)
    {
        lock (_lock)
            _end = EndOf(askedAt);
    }

    /// <summary>The queue says that the message is ours no more.</summary>
    internal void Lose()
    {
        lock (_lock)
            _end = Now;
    }

    /// <summary>Begins no more renewals.</summary>
    internal void StopRenewals()
    {
        lock (_lock)
            _settling = true;
    }

    /// <summary>
    /// Begins no more renewals, and waits for one that is under way: it would undo a change of visibility that overtakes it.
    /// </summary>
    internal Task FinishRenewalsAsync()
    {
        lock (_lock)
        {
            _settling = true;
            return _renewal;
        }
    }

    private TimeSpan EndOf(TimeSpan begin)
    {
        var margin = Timeout / 10;
        return begin + Timeout - (margin < LongestMargin ? margin : LongestMargin);
    }

    private static TimeSpan LongestMargin { get; } = TimeSpan.FromSeconds(1);
}
