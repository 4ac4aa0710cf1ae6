using LoopWorker.Queues.Messages;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>A purchase that waits until its card is linked: the message as it came, and where from.</summary>
/// <param name="Body">As it was received.</param>
/// <param name="Attributes">As they were received.</param>
/// <param name="SourceQueue">The name of the queue it came from.</param>
/// <param name="MessageId">Its id there.</param>
/// <param name="GroupId">Its message group there; null if it has none.</param>
/// <param name="PayloadHash">Of the purchase: another one may not wait under the same id.</param>
/// <param name="ParkingId">Another at every parking.</param>
/// <param name="ExpiresAt">Unix seconds; from then on it does not count.</param>
public sealed record ParkedPurchase(
    string Body,
    IReadOnlyDictionary<string, MessageAttribute> Attributes,
    string SourceQueue,
    string MessageId,
    string? GroupId,
    string PayloadHash,
    string ParkingId,
    long ExpiresAt
)
{
    /// <summary>The system attribute <c>AWSTraceHeader</c>, if it came with one.</summary>
    public string? TraceHeader { get; init; }
}

/// <summary>The UNMATCHED items, read and written.</summary>
public static class ParkedItems
{
    private const string DataType = "data_type";
    private const string Text = "text";
    private const string Bytes = "bytes";

    /// <param name="key"><see cref="Keys.Unmatched"/>.</param>
    /// <param name="purchase">What to keep.</param>
    /// <param name="now">Unix seconds.</param>
    public static Item Write(ItemKey key, ParkedPurchase purchase, long now)
    {
        var item = Item.Of(
            key,
            (Attributes.Body, purchase.Body),
            (Attributes.SourceQueue, purchase.SourceQueue),
            (Attributes.MessageId, purchase.MessageId),
            (Attributes.PayloadHash, purchase.PayloadHash),
            (Attributes.ParkingId, purchase.ParkingId),
            (Attributes.ParkedAt, now),
            (Attributes.TimeToLive, purchase.ExpiresAt)
        );
        if (purchase.GroupId is { } group)
            item = item.With(Attributes.GroupId, group);
        if (purchase.TraceHeader is { } header)
            item = item.With(Attributes.TraceHeader, header);
        return purchase.Attributes.Count == 0
            ? item
            : item.With(Attributes.MessageAttributes, new MapValue(purchase.Attributes.ToDictionary(Name, Write)));
    }

    /// <exception cref="StoredStateException">If it is no parked purchase.</exception>
    public static ParkedPurchase Read(Item item) =>
        new(
            TextOf(item, Attributes.Body),
            (item[Attributes.MessageAttributes] as MapValue)?.Entries.ToDictionary(Name, Read) ?? [],
            TextOf(item, Attributes.SourceQueue),
            item[Attributes.MessageId]?.AsString ?? "",
            item[Attributes.GroupId]?.AsString,
            TextOf(item, Attributes.PayloadHash),
            TextOf(item, Attributes.ParkingId),
            item[Attributes.TimeToLive]?.AsInt64 ?? long.MaxValue
        )
        {
            TraceHeader = item[Attributes.TraceHeader]?.AsString,
        };

    private static string TextOf(Item item, string name) =>
        item[name]?.AsString ?? throw new StoredStateException($"An UNMATCHED item has no string {name}.");

    private static string Name<T>(KeyValuePair<string, T> pair) => pair.Key;

    private static AttributeValue Write(KeyValuePair<string, MessageAttribute> pair)
    {
        var (type, text, bytes) = pair.Value;
        var parts = new Dictionary<string, AttributeValue> { [DataType] = type };
        if (text is not null)
            parts[Text] = text;
        if (bytes is { } binary)
            parts[Bytes] = new BinaryValue(binary);
        return new MapValue(parts);
    }

    private static MessageAttribute Read(KeyValuePair<string, AttributeValue> pair)
    {
        if (
            pair.Value is not MapValue { Entries: var parts }
            || parts.GetValueOrDefault(DataType)?.AsString is not { } type
        )
            throw new StoredStateException("An UNMATCHED item has a message attribute without a type.");
        return new MessageAttribute(
            type,
            parts.GetValueOrDefault(Text)?.AsString,
            (parts.GetValueOrDefault(Bytes) as BinaryValue)?.Bytes
        );
    }
}
