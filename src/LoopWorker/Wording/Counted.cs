namespace LoopWorker.Wording;

/// <summary>A count and what is counted.</summary>
public static class Counted
{
    /// <summary>As <c>1 card</c> or <c>2 cards</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">What one of them is called.</param>
    /// <param name="many">What several, or none, are called; null for the former with an s.</param>
    public static string Of(long count, string one, string? many = null) =>
        $"{count} {(count == 1 ? one : many ?? one + "s")}";
}
