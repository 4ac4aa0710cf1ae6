using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LoopWorker.Messages.Reading.Fields;

namespace LoopWorker.Processing;

/// <summary>
/// The times of events in lines, each <c>occurred_at</c> that the worker would read as one, whether or not the rest of its line can be
/// read.
/// </summary>
public static partial class EventTimes
{
    // Programs write the last year that there is for "no time"; it must not become the time of a whole file.
    private const int PlaceholderYear = 9999;

    /// <summary>The newest one; the Unix epoch if there is none.</summary>
    public static DateTimeOffset Newest(IEnumerable<InputLine> lines)
    {
        var newest = DateTimeOffset.UnixEpoch;
        foreach (var line in lines)
        foreach (Match match in OccurredAt().Matches(line.Text))
            if (TryRead(match, out var at) && at > newest && at.Year < PlaceholderYear)
                newest = at;
        return newest;
    }

    /// <summary>
    /// The same lines, each time in them later by as much, so that a day from long ago can be sent as one of today. What would be before
    /// the year 1 or after 9999 stays as it is.
    /// </summary>
    public static IReadOnlyList<InputLine> Shifted(IEnumerable<InputLine> lines, TimeSpan offset) =>
        [.. lines.Select(line => line with { Text = OccurredAt().Replace(line.Text, match => Later(match, offset)) })];

    private static string Later(Match match, TimeSpan offset)
    {
        if (!TryRead(match, out var at))
            return match.Value;
        var ticks = at.Ticks + offset.Ticks;
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks)
            return match.Value;
        var later = new DateTime(ticks, DateTimeKind.Utc);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{match.Groups["name"].Value}{later:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'}"
        );
    }

    private static bool TryRead(Match match, out DateTimeOffset at) =>
        Rfc3339.Parse(Encoding.UTF8.GetBytes(match.Groups["time"].Value), out at) == TimeForm.Valid;

    // Also within JSON that is a string of other JSON, where quotes are escaped.
    [GeneratedRegex("""(?<name>occurred_at\\*"\s*:\s*\\*")(?<time>[^"\\]*)""", RegexOptions.None, 1_000)]
    private static partial Regex OccurredAt();
}
