namespace LoopWorker.Loop.Health;

/// <summary>What is remembered of the calls to one service. Times count from an arbitrary instant. Safe for many threads.</summary>
internal sealed class ServiceRecord
{
    // Receivers wait up to 30 seconds after a failure, and a poll takes 35 until it counts as unanswered: a service of which nothing
    // was heard for longer is not known to be away, for nobody calls it.
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _underWay = [];
    private TimeSpan _answeredAt = TimeSpan.MinValue;
    private (string Error, TimeSpan At)? _refusal;
    private (TimeSpan Since, TimeSpan Until)? _trouble;

    /// <summary>A call is being made.</summary>
    /// <param name="due">When it is to be answered, at the earliest.</param>
    public void Begin(TimeSpan due)
    {
        lock (_lock)
            _underWay.Add(due);
    }

    /// <summary>A call has ended.</summary>
    /// <param name="due">The same as at its beginning.</param>
    /// <param name="now">The time.</param>
    /// <param name="outcome">How.</param>
    /// <param name="error">Why it was refused, or was not answered.</param>
    public void End(TimeSpan due, TimeSpan now, ServiceOutcome outcome, string? error)
    {
        lock (_lock)
        {
            _underWay.Remove(due);
            if (outcome is ServiceOutcome.Refused or ServiceOutcome.Unavailable)
                _refusal = (error ?? outcome.ToString(), now);
            if (outcome is ServiceOutcome.Refused or ServiceOutcome.Answered)
                (_answeredAt, _trouble) = (now, null);
            else if (outcome == ServiceOutcome.Unavailable)
                _trouble = (Known(now)?.Since ?? Since(Earlier(due, now)), now);
        }
    }

    public ServiceState State(ServiceKind kind, string name, TimeSpan now)
    {
        lock (_lock)
        {
            var since = Known(now)?.Since;
            foreach (var due in _underWay)
            {
                if (due < now)
                    since = Earlier(since ?? now, Since(due));
            }
            return new ServiceState(
                kind,
                name,
                _refusal is var (error, at) ? new ServiceRefusal(error, now - at) : null,
                now - since
            );
        }
    }

    private (TimeSpan Since, TimeSpan Until)? Known(TimeSpan now) =>
        _trouble is { } trouble && now - trouble.Until <= Remembered ? trouble : null;

    // Whatever went unanswered before the latest answer is no trouble any more.
    private TimeSpan Since(TimeSpan due) => due > _answeredAt ? due : _answeredAt;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

/// <summary>What a call says of its service.</summary>
internal enum ServiceOutcome
{
    /// <summary>It is there.</summary>
    Answered,

    /// <summary>It is there, and keeps whoever calls it waiting.</summary>
    Refused,

    /// <summary>It is not there.</summary>
    Unavailable,

    /// <summary>Nothing: the caller did not wait.</summary>
    Abandoned,
}
