namespace LoopWorker.Loop.Telemetry;

/// <summary>
/// Trouble with one service: calls that it refuses or leaves unanswered. What is over within seconds is none; what lasts is told when it
/// begins to matter, and once more when it is over, however many calls it concerns. Pure but for what it remembers; safe for many threads.
/// All times are on one clock.
/// </summary>
public sealed class Trouble
{
    /// <summary>A call may stay unanswered for so long, and calls may be refused for so long, before that matters.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _due = [];
    private TimeSpan? _since;
    private TimeSpan _latest;
    private TimeSpan _answered = TimeSpan.MinValue;
    private long _refused;
    private string _reason = NoAnswer;
    private bool _isTold;

    /// <summary>The reason where there is no answer.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>A call is made.</summary>
    /// <param name="due">When an answer is to be there.</param>
    public void OnCalling(TimeSpan due)
    {
        lock (_lock)
            _due.Add(due);
    }

    /// <summary>A call has ended.</summary>
    /// <param name="due">As it was told when the call was made.</param>
    /// <param name="now">The time.</param>
    /// <param name="refusal">Why it was refused, one word; null if it was answered.</param>
    public void OnCall(TimeSpan due, TimeSpan now, string? refusal)
    {
        lock (_lock)
        {
            _due.Remove(due);
            if (refusal is null)
            {
                // What was unanswered for too long is trouble, even if nobody has looked meanwhile.
                if (now > due + Patience)
                    Note(due, now, NoAnswer);
                _answered = now;
                return;
            }
            _refused++;
            Note(now, now, refusal);
        }
    }

    /// <summary>Looks at the time: what is to be told now, if anything.</summary>
    public TroubleNews? Look(TimeSpan now)
    {
        lock (_lock)
        {
            var overdue = _due.Count(due => now > due + Patience);
            if (overdue > 0)
                Note(_due.Min(), now, NoAnswer);
            if (_since is not { } since)
                return null;
            if (!_isTold && _latest - since >= Patience)
            {
                _isTold = true;
                return new TroubleNews(Began: true, now - since, _refused, overdue, _reason);
            }
            // An answer, and no refusal for a while.
            if (_answered < _latest || now - _latest < Patience)
                return null;
            var news = _isTold
                ? new TroubleNews(Began: false, _latest - since, _refused, 0, _reason)
                : (TroubleNews?)null;
            (_since, _refused, _isTold) = (null, 0, false);
            return news;
        }
    }

    private void Note(TimeSpan begun, TimeSpan now, string reason)
    {
        _since ??= begun;
        (_latest, _reason) = (now, reason);
    }
}

/// <summary>What is to be told of trouble with a service.</summary>
/// <param name="Began">Whether it has begun to matter; else it is over.</param>
/// <param name="Length">How long it has been, or was.</param>
/// <param name="Refused">How many calls were refused.</param>
/// <param name="Unanswered">How many calls wait for an answer for too long.</param>
/// <param name="Reason">The latest, one word.</param>
public readonly record struct TroubleNews(bool Began, TimeSpan Length, long Refused, int Unanswered, string Reason);
