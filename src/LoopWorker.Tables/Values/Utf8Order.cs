namespace LoopWorker.Tables.Values;

/// <summary>
/// Compares strings by the bytes of their UTF-8 form, as DynamoDB orders sort keys and compares strings, without encoding them.
/// </summary>
internal sealed class Utf8Order : IComparer<string>
{
    private Utf8Order() { }

    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (ReferenceEquals(x, y))
            return 0;
        var shared = MemoryExtensions.CommonPrefixLength(x, y.AsSpan());
        var left = x?.Length ?? 0;
        var right = y?.Length ?? 0;
        return shared < left && shared < right ? Rank(x![shared]).CompareTo(Rank(y![shared])) : left.CompareTo(right);
    }

    // UTF-16 units rank as their code points do, save that surrogates stand for code points above U+FFFF.
    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
