using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.DurableState;

/// <summary>A state's item, with the attributes of eGo's store. Pure.</summary>
internal static class DurableStateItem
{
    public const string Version = "VersionNumber";
    private const string Payload = "StatePayload";
    private const string Manifest = "StateManifest";
    private const string Timestamp = "Timestamp";
    private const string Shard = "ShardNumber";

    public static Item Write(ItemKey key, StateSnapshot state)
    {
        var (manifest, bytes) = PayloadEncoding.Write(state.Payload);
        return Item.Of(
            key,
            (Version, state.Version),
            (Payload, new BinaryValue(bytes)),
            (Manifest, manifest),
            (Timestamp, state.Timestamp),
            (Shard, state.Shard)
        );
    }

    /// <exception cref="DurableStateException">If an attribute is missing or of another type, or the payload cannot be read.</exception>
    public static StateSnapshot Read(Item item, PayloadEncoding encoding) =>
        new(
            item.Key.Partition,
            ReadVersion(item) ?? throw Missing(Version, "a number from 0 to 2^64 - 1"),
            encoding.Read(
                item[Manifest]?.AsString ?? throw Missing(Manifest, "a string"),
                (item[Payload] as BinaryValue)?.Bytes ?? throw Missing(Payload, "bytes")
            ),
            item[Timestamp]?.AsInt64 ?? throw Missing(Timestamp, "a number of Unix milliseconds"),
            item[Shard]?.AsUInt64 ?? throw Missing(Shard, "a number from 0 to 2^64 - 1")
        );

    public static ulong? ReadVersion(Item? item) => item?[Version]?.AsUInt64;

    private static DurableStateException Missing(string attribute, string expected) =>
        new(
            $"The item of a state lacks '{attribute}', or it is not {expected}. Mend the item or write the state anew."
        );
}
