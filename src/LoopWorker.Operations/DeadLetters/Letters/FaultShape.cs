using System.Text.RegularExpressions;

namespace LoopWorker.Operations.DeadLetters.Letters;

/// <summary>
/// What faults of one kind have in common: a detail without the values in it, so that thousands of letters become a few groups. Pure.
/// </summary>
public static partial class FaultShape
{
    private const int MaximumLength = 200;

    /// <summary>The detail with a mark for each value: <c>…</c> in place of quoted text, ids and numbers.</summary>
    public static string Of(string detail)
    {
        var shape = Values().Replace(detail, match => match.Groups["quoted"].Success ? "'…'" : "…");
        return shape.Length <= MaximumLength ? shape : $"{shape.AsSpan(0, MaximumLength - 1)}…";
    }

    // Quoted text; words that hold a digit (ids, numbers, times, types with a version stay together), with a sign before them.
    [GeneratedRegex(
        @"(?<quoted>'[^']*'|""[^""]*"")|[-+]?\b[\w.:#-]*\d[\w.:#-]*\b",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Values();
}
