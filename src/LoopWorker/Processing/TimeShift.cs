using System.Globalization;
using System.Text.RegularExpressions;

namespace LoopWorker.Processing;

/// <summary>Moves all events of files in time together, so that a day from long ago can be sent as one of today.</summary>
public static partial class TimeShift
{
    /// <summary>The same lines, each <c>occurred_at</c> in them later by as much. What is no time stays as it is.</summary>
    public static IReadOnlyList<InputLine> By(TimeSpan offset, IEnumerable<InputLine> lines) =>
        [.. lines.Select(line => line with { Text = OccurredAt().Replace(line.Text, match => Later(match, offset)) })];

    private static string Later(Match match, TimeSpan offset) =>
        DateTimeOffset.TryParse(
            match.Groups["time"].ValueSpan,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var at
        )
            ? $"{match.Groups["name"].Value}{(at + offset).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'}"
            : match.Value;

    // Also within JSON that is a string of other JSON, where quotes are escaped.
    [GeneratedRegex("""(?<name>occurred_at\\*"\s*:\s*\\*")(?<time>\d{4}-[0-9T:.Z+-]+)""", RegexOptions.None, 1_000)]
    private static partial Regex OccurredAt();
}
