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
    private TimeSpan _heardAt = TimeSpan.MinValue;
    private (string Error, TimeSpan At)? _refusal;
    private (TimeSpan Since, TimeSpan Until)? _absence;
    private (TimeSpan Since, TimeSpan Latest, long Refused, string Reason)? _trouble;

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
            // What was unanswered for too long was trouble, even if nobody has looked meanwhile.
            if (IsOverdue(due, now))
                Note(due, now, TroubleEpisode.NoAnswer, refused: 0);
            if (outcome == ServiceOutcome.Abandoned)
                return;
            var reason = error ?? outcome.ToString();
            if (outcome != ServiceOutcome.Answered)
                _refusal = (reason, now);
            if (outcome is ServiceOutcome.Throttled or ServiceOutcome.Unavailable)
                Note(now, now, reason, refused: 1);
            else
                _answeredAt = now;
            if (outcome == ServiceOutcome.Unavailable)
                _absence = (Known(now)?.Since ?? Since(Earlier(due, now)), now);
            else
                (_heardAt, _absence) = (now, null);
        }
    }

    /// <summary>How the service stands, which is remembered where it is trouble.</summary>
    public ServiceState State(ServiceKind kind, string name, TimeSpan now)
    {
        lock (_lock)
        {
            var away = Known(now)?.Since;
            var oldest = now;
            var overdue = 0;
            foreach (var due in _underWay)
            {
                if (due < now)
                    away = Earlier(away ?? now, Since(due));
                if (!IsOverdue(due, now))
                    continue;
                oldest = Earlier(oldest, due);
                overdue++;
            }
            if (overdue > 0)
                Note(oldest, now, TroubleEpisode.NoAnswer, refused: 0);
            return new ServiceState(
                kind,
                name,
                _refusal is var (error, at) ? new ServiceRefusal(error, now - at) : null,
                now - away,
                _trouble is var (since, latest, refused, reason)
                    ? new TroubleEpisode(since, latest - since, refused, overdue, reason, IsOver(latest, now))
                    : null
            );
        }
    }

    private void Note(TimeSpan begun, TimeSpan now, string reason, int refused) =>
        _trouble =
            _trouble is { } trouble && !IsOver(trouble.Latest, now)
                ? (trouble.Since, now, trouble.Refused + refused, reason)
                : (begun, now, refused, reason);

    private static bool IsOverdue(TimeSpan due, TimeSpan now) => now > due + TroubleEpisode.Patience;

    // An answer, and no trouble for a while.
    private bool IsOver(TimeSpan latest, TimeSpan now) =>
        _answeredAt >= latest && now - latest >= TroubleEpisode.Patience;

    private (TimeSpan Since, TimeSpan Until)? Known(TimeSpan now) =>
        _absence is { } absence && now - absence.Until <= Remembered ? absence : null;

    // Whatever went unanswered before the service was last heard of is no absence any more.
    private TimeSpan Since(TimeSpan due) => due > _heardAt ? due : _heardAt;

    private static TimeSpan Earlier(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

/// <summary>What a call says of its service.</summary>
internal enum ServiceOutcome
{
    /// <summary>It is there.</summary>
    Answered,

    /// <summary>It is there, and somebody else had in hand what the call was about.</summary>
    Conflict,

    /// <summary>It is there, and keeps whoever calls it waiting.</summary>
    Throttled,

    /// <summary>It is not there.</summary>
    Unavailable,

    /// <summary>Nothing but that there was no answer so far: the caller did not wait.</summary>
    Abandoned,
}
