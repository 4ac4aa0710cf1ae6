using System.Globalization;
using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>A thread's item. Pure.</summary>
/// <remarks>
/// <c>thread_id</c> S, <c>state</c> S, <c>updated_at</c> S and <c>ttl</c> N are the documented ones. In place of <c>state</c>, a larger one has
/// <c>state_brotli</c> B, and one in parts <c>generation</c> S, <c>parts</c> N and <c>sha256</c> B. <c>version</c> N is there once a save named one.
/// </remarks>
internal static class CheckpointItem
{
    public const string Generation = "generation";
    public const string Version = "version";
    public const string TimeToLive = "ttl";
    private const string State = "state";
    private const string StateBrotli = "state_brotli";
    private const string Parts = "parts";
    private const string Sha256 = "sha256";
    private const string UpdatedAt = "updated_at";
    private const string Rfc3339Seconds = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static Item Write(ItemKey key, StoredState state, DateTimeOffset now, long? expiry, long? version)
    {
        var item = state switch
        {
            StoredState.Plain plain => Item.Of(key, (State, plain.Text)),
            StoredState.Compressed compressed => Item.Of(key, (StateBrotli, new BinaryValue(compressed.Brotli))),
            StoredState.Split split => Item.Of(
                key,
                (Generation, split.Generation.Id),
                (Parts, (long)split.Generation.Parts),
                (Sha256, new BinaryValue(split.Sha256))
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(state), state.GetType().Name, "Not a form of a state."),
        };
        item = item.With(UpdatedAt, now.UtcDateTime.ToString(Rfc3339Seconds, CultureInfo.InvariantCulture));
        if (expiry is { } second)
            item = item.With(TimeToLive, second);
        return version is { } number ? item.With(Version, number) : item;
    }

    public static CheckpointInfo ReadInfo(Item item) =>
        new(item.Key.Partition, ReadTime(item), ReadExpiry(item), item[Version]?.AsInt64 ?? 0);

    /// <exception cref="CheckpointException">If the item holds no state in any of the forms.</exception>
    public static StoredState ReadState(Item item)
    {
        if (item[State]?.AsString is { } text)
            return new StoredState.Plain(text);
        if (item[StateBrotli] is BinaryValue brotli)
            return new StoredState.Compressed(brotli.Bytes);
        return ReadGeneration(item) is { } generation && item[Sha256] is BinaryValue hash
            ? new StoredState.Split(generation, hash.Bytes)
            : throw new CheckpointException(
                $"A checkpoint's item has neither a string '{State}', nor bytes '{StateBrotli}', nor '{Generation}', '{Parts}' and '{Sha256}'. "
                    + "Mend the item, save the thread anew or delete it."
            );
    }

    public static Generation? ReadGeneration(Item? item) =>
        item?[Generation]?.AsString is { } id && item[Parts]?.AsInt64 is >= 1 and <= int.MaxValue and var parts
            ? new Generation(id, (int)parts)
            : null;

    /// <summary>Whether its time is over, though the table has not deleted it yet.</summary>
    public static bool IsExpired(Item item, DateTimeOffset now) => ReadExpiry(item) <= now;

    // A number that is no time, or one beyond the year 9999, never comes.
    private static DateTimeOffset? ReadExpiry(Item item) =>
        item[TimeToLive]?.AsInt64 is { } second
        && second >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
        && second <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(second)
            : null;

    private static DateTimeOffset? ReadTime(Item item) =>
        DateTimeOffset.TryParse(
            item[UpdatedAt]?.AsString,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var time
        )
            ? time
            : null;
}
