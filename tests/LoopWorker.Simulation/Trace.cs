using System.Globalization;

namespace LoopWorker.Simulation;

/// <summary>What happened last, and a hash over everything that happened.</summary>
internal sealed class Trace(Func<TimeSpan> now)
{
    private const int Kept = 60;

    private readonly (TimeSpan At, string Who, string What, string Detail)[] _last = new (
        TimeSpan,
        string,
        string,
        string
    )[Kept];
    private long _count;

    /// <summary>FNV-1a, the same in every process.</summary>
    public ulong Hash { get; private set; } = 14695981039346656037;

    public void Add(string who, string what, string detail = "")
    {
        _last[_count++ % Kept] = (now(), who, what, detail);
        Mix(now().Ticks.ToString(CultureInfo.InvariantCulture));
        Mix(who);
        Mix(what);
        Mix(detail);
    }

    /// <summary>The last steps, the oldest first, a line each.</summary>
    public override string ToString()
    {
        var lines = new List<string>();
        for (var i = Math.Max(0, _count - Kept); i < _count; i++)
        {
            var (at, who, what, detail) = _last[i % Kept];
            lines.Add($"{at.TotalSeconds, 10:F4} {who, -8} {what} {detail}");
        }
        return string.Join('\n', lines);
    }

    private void Mix(string text)
    {
        foreach (var character in text)
            Hash = (Hash ^ character) * 1099511628211;
        Hash = (Hash ^ '|') * 1099511628211;
    }
}
