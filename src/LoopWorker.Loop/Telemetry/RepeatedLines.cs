namespace LoopWorker.Loop.Telemetry;

/// <summary>
/// Which lines are written when the same thing happens again and again: the first ones of a minute, and then one that says how many more
/// there were. Pure but for what it remembers; safe for many threads.
/// </summary>
/// <param name="time">Times the minutes.</param>
public sealed class RepeatedLines(TimeProvider time)
{
    /// <summary>So many lines of a kind are written in each window.</summary>
    public const int Written = 10;

    /// <summary>How long a window is.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<LineKind, (TimeSpan Begun, long Count)> _windows = [];

    /// <summary>Whether one more line of a kind is to be written; if not, it is counted.</summary>
    public bool Allows(LineKind kind)
    {
        lock (_lock)
        {
            var (begun, count) = _windows.GetValueOrDefault(kind, (time.GetElapsedTime(0), 0));
            _windows[kind] = (begun, count + 1);
            return count < Written;
        }
    }

    /// <summary>How many lines were not written, of each kind whose window is over; it begins anew with the next line.</summary>
    /// <param name="all">At the end: of those whose window is not over, too.</param>
    public IReadOnlyList<(LineKind Kind, long More)> TakeUnwritten(bool all)
    {
        lock (_lock)
        {
            var now = time.GetElapsedTime(0);
            List<LineKind> over =
            [
                .. _windows.Where(pair => all || now - pair.Value.Begun >= Window).Select(pair => pair.Key),
            ];
            var unwritten = new List<(LineKind, long)>();
            foreach (var kind in over)
            {
                _windows.Remove(kind, out var window);
                if (window.Count > Written)
                    unwritten.Add((kind, window.Count - Written));
            }
            return unwritten;
        }
    }
}

/// <summary>Lines that say the same, but for the message.</summary>
/// <param name="EventId">What they say.</param>
/// <param name="Queue">Of which queue.</param>
/// <param name="Word">Its code or reason.</param>
public readonly record struct LineKind(int EventId, string Queue, string Word);
