namespace LoopWorker.Wording;

/// <summary>Several names in a sentence.</summary>
internal static class Listing
{
    public static string Or(IReadOnlyList<string> names) => Joined(names, "or");

    public static string And(IReadOnlyList<string> names) => Joined(names, "and");

    private static string Joined(IReadOnlyList<string> names, string word) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} {word} {names[^1]}";
}
