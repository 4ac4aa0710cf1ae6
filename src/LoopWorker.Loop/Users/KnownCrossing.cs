using System.Text.Json.Serialization;
using LoopWorker.Messages;

namespace LoopWorker.Loop.Users;

/// <summary>A crossing as the worker remembers it. The names are short, for up to sixteen are kept in a context.</summary>
/// <param name="At">When it happened, Unix microseconds: exact, and small enough for a JSON number in any language.</param>
/// <param name="Id">The event's id, which decides between crossings of the same instant; empty where only the place is known.</param>
/// <param name="MerchantId">At whose place.</param>
/// <param name="IsExit">Whether the user left; else the user came or stayed.</param>
[method: JsonConstructor]
public readonly record struct KnownCrossing(
    [property: JsonPropertyName("at")] long At,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("m")] string MerchantId,
    [property: JsonPropertyName("out"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        bool IsExit = false
)
{
    /// <summary>By time, then by id; what is left makes the order the same in every worker.</summary>
    public static IComparer<KnownCrossing> Order { get; } = Comparer<KnownCrossing>.Create(Compare);

    /// <summary>What an event says.</summary>
    /// <param name="loopEvent">The event.</param>
    /// <param name="merchantId">At whose place it happened.</param>
    /// <param name="isExit">Whether the user left it.</param>
    public static KnownCrossing Of(LoopEvent loopEvent, string merchantId, bool isExit = false) =>
        new(MicrosecondsOf(loopEvent.OccurredAt), loopEvent.Id, merchantId, isExit);

    /// <summary>That the user has been at a place since a second, where no event is known that says so.</summary>
    public static KnownCrossing Of(CurrentLocation location) =>
        new(location.EnteredAt * 1_000_000, "", location.MerchantId);

    /// <summary>A time in the unit of <see cref="At"/>; what is finer is cut off.</summary>
    public static long MicrosecondsOf(DateTimeOffset time) =>
        (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static int Compare(KnownCrossing one, KnownCrossing other)
    {
        var order = one.At.CompareTo(other.At);
        if (order == 0)
            order = string.CompareOrdinal(one.Id, other.Id);
        if (order == 0)
            order = string.CompareOrdinal(one.MerchantId, other.MerchantId);
        return order != 0 ? order : one.IsExit.CompareTo(other.IsExit);
    }
}
