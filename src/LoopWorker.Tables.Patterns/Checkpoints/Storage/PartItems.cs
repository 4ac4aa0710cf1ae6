using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>The items that hold the bytes of large states: <c>data</c> B, and <c>ttl</c> N if states expire.</summary>
internal sealed class PartItems(ITable table, int partBytes)
{
    private const string Data = "data";

    /// <summary>Writes all parts; when it throws, some may be there.</summary>
    public async Task WriteAsync(
        Generation generation,
        ReadOnlyMemory<byte> bytes,
        long? expiry,
        CancellationToken cancellation
    )
    {
        var puts = KeysOf(generation).Select((key, index) => new Put(Part(key, Slice(bytes, index), expiry)));
        foreach (var batch in puts.Chunk(TableLimits.BatchWrites))
            await table.WriteManyAsync(batch, cancellation);
    }

    /// <summary>The bytes of all parts; null if one is missing.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(Generation generation, CancellationToken cancellation)
    {
        var keys = KeysOf(generation).ToList();
        var items = await table.GetAllAsync(keys, Consistency.Strong, cancellation);
        var bytes = new MemoryStream();
        foreach (var key in keys)
        {
            if (!items.TryGetValue(key, out var item) || item[Data] is not BinaryValue data)
                return null;
            bytes.Write(data.Bytes.Span);
        }
        return bytes.GetBuffer().AsMemory(0, (int)bytes.Length);
    }

    /// <summary>Deletes all parts, also where some are gone already.</summary>
    public async Task DeleteAsync(Generation generation, CancellationToken cancellation)
    {
        foreach (var batch in KeysOf(generation).Select(key => new Delete(key)).Chunk(TableLimits.BatchWrites))
            await table.WriteManyAsync(batch, cancellation);
    }

    private static IEnumerable<ItemKey> KeysOf(Generation generation) =>
        Enumerable.Range(0, generation.Parts).Select(index => CheckpointKeys.Part(generation.Id, index));

    private ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> bytes, int index) =>
        bytes.Slice(index * partBytes, Math.Min(partBytes, bytes.Length - index * partBytes));

    private static Item Part(ItemKey key, ReadOnlyMemory<byte> data, long? expiry)
    {
        var item = Item.Of(key, (Data, new BinaryValue(data)));
        return expiry is { } second ? item.With(CheckpointItem.TimeToLive, second) : item;
    }
}
