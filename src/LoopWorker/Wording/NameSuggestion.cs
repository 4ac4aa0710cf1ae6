namespace LoopWorker.Wording;

/// <summary>What somebody may have meant by a name that is not known.</summary>
internal static class NameSuggestion
{
    /// <summary>The closest name if one is close, or else all names, after <paramref name="introduction"/>.</summary>
    public static string For(string name, IReadOnlyList<string> known, string introduction = "the settings here are")
    {
        var closest = known.MinBy(candidate => Distance(name, candidate))!;
        return IsClose(name, closest) ? $"did you mean {closest}?" : $"{introduction} {Listing.And(known)}.";
    }

    /// <summary>Whether a name may have been meant as another: up to a third of the letters may be wrong.</summary>
    public static bool IsClose(string name, string known) => Distance(name, known) <= Math.Max(1, known.Length / 3);

    // Levenshtein's: letters to add, remove or replace, whatever their case.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 0; i < from.Length; i++)
        {
            var diagonal = row[0]++;
            for (var j = 0; j < to.Length; j++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(from[i]) == char.ToUpperInvariant(to[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(replaced, 1 + Math.Min(diagonal, row[j]));
            }
        }
        return row[^1];
    }
}
