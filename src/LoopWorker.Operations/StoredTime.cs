namespace LoopWorker.Operations;

/// <summary>Times as they are stored, in Unix seconds.</summary>
public static class StoredTime
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>The time; null if the number is none, as one in milliseconds.</summary>
    public static DateTimeOffset? Of(long? seconds) =>
        seconds is { } number && number >= Earliest && number <= Latest
            ? DateTimeOffset.FromUnixTimeSeconds(number)
            : null;
}
