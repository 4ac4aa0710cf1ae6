using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>A purchase that waits for its card to be linked.</summary>
/// <param name="TransactionId">Its id.</param>
/// <param name="Card">The card's fingerprint.</param>
public sealed record WaitingPurchase(string TransactionId, string Card)
{
    /// <summary>The queue that it came from; null if it cannot be read.</summary>
    public string? Queue { get; init; }

    /// <summary>When it was parked first; null if it does not say.</summary>
    public DateTimeOffset? ParkedAt { get; init; }

    /// <summary>From when on it does not count; null if it does not say.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Why it cannot be put back on its queue; null if it can.</summary>
    public string? Fault { get; init; }

    /// <summary>Reads an UNMATCHED item. Pure.</summary>
    internal static WaitingPurchase Read(Item item)
    {
        var purchase = new WaitingPurchase(
            item.Key.Sort[Keys.UnmatchedPrefix.Length..],
            item.Key.Partition[Keys.CardPrefix.Length..]
        )
        {
            ParkedAt = StoredTime.Of(item[Attributes.ParkedAt]?.AsInt64),
            ExpiresAt = StoredTime.Of(item[Attributes.TimeToLive]?.AsInt64),
        };
        try
        {
            return purchase with { Queue = ParkedItems.Read(item).SourceQueue };
        }
        catch (StoredStateException exception)
        {
            return purchase with { Fault = exception.Message };
        }
    }
}
