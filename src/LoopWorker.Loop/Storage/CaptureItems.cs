using System.Globalization;
using System.Text.Json;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>The PENDING items, read and written.</summary>
public static class CaptureItems
{
    public static Item Write(string user, PendingCapture capture) =>
        Item.Of(
            Keys.Pending(user, capture.CreatedAt),
            (Attributes.CaptureData, JsonSerializer.Serialize(capture, LoopJson.Stored.PendingCapture)),
            (Attributes.MerchantId, capture.MerchantId),
            (Attributes.AmountCents, capture.AmountCents),
            (Attributes.CreatedAt, capture.CreatedAt),
            (Attributes.TimeToLive, capture.ExpiresAt)
        );

    /// <exception cref="StoredStateException">If its JSON is none, or not a capture.</exception>
    public static PendingCapture Read(Item item)
    {
        try
        {
            return JsonSerializer.Deserialize(
                    item[Attributes.CaptureData]?.AsString ?? "null",
                    LoopJson.Stored.PendingCapture
                ) ?? throw new StoredStateException($"A PENDING item has no {Attributes.CaptureData}.");
        }
        catch (JsonException exception)
        {
            throw new StoredStateException($"The {Attributes.CaptureData} of a PENDING item is no capture.", exception);
        }
    }

    /// <summary>The second in a pending capture's sort key; null if the sort key is none.</summary>
    public static long? SecondOf(ItemKey key) =>
        key.Sort.StartsWith(Keys.PendingPrefix, StringComparison.Ordinal)
        && long.TryParse(
            key.Sort.AsSpan(Keys.PendingPrefix.Length),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var second
        )
            ? second
            : null;
}
