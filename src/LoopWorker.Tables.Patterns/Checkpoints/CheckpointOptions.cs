namespace LoopWorker.Tables.Patterns.Checkpoints;

/// <summary>How a <see cref="CheckpointStore"/> keeps states.</summary>
/// <remarks>
/// Region, endpoint and credentials are not among them: those belong to the engine, that is, to the options with which DynamoDB is reached.
/// </remarks>
public sealed record CheckpointOptions
{
    // What an item may have, less 10 KB for the thread's id and the attributes beside the state.
    private const int MaximumPartBytes = TableLimits.ItemBytes - (10 * 1024);

    /// <summary>How long a state lives after it was saved, 1 second or more; null, as by default, for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is less.</exception>
    public TimeSpan? TimeToLive
    {
        get;
        init =>
            field = value is { TotalSeconds: < 1 }
                ? throw OutOfRange(nameof(TimeToLive), value, "1 second or more")
                : value;
    }

    /// <summary>
    /// States of more bytes (of UTF-8) are compressed: 0 to 389 KB, and 64 KB by default. Below, an item is as documented, and others can read it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is less or more.</exception>
    public int CompressAbove
    {
        get;
        init =>
            field = value is >= 0 and < MaximumPartBytes
                ? value
                : throw OutOfRange(nameof(CompressAbove), value, $"0 to {MaximumPartBytes - 1} bytes");
    } = 64 * 1024;

    /// <summary>Compressed states of more bytes are split into parts of so many: 1 byte to 390 KB, which is the default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is less or more.</exception>
    public int PartBytes
    {
        get;
        init =>
            field = value is >= 1 and <= MaximumPartBytes
                ? value
                : throw OutOfRange(nameof(PartBytes), value, $"1 to {MaximumPartBytes} bytes");
    } = MaximumPartBytes;

    /// <summary>
    /// How long a save of a split state may take, an hour by default. One that takes longer counts as dead, as after a crash: later
    /// saves remove its parts, and it fails if it is alive after all.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">If it is not positive.</exception>
    public TimeSpan AbandonedAfter
    {
        get;
        init => field = value > TimeSpan.Zero ? value : throw OutOfRange(nameof(AbandonedAfter), value, "more than 0");
    } = TimeSpan.FromHours(1);

    private static ArgumentOutOfRangeException OutOfRange(string option, object? value, string expected) =>
        new(option, value, $"{option} must be {expected}.");
}
