using LoopWorker.Tables.Patterns.Checkpoints.States;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Checkpoints.Storage;

/// <summary>The keys of a table of checkpoints: those of threads, and the reserved ones of what large states need besides.</summary>
internal static class CheckpointKeys
{
    /// <summary>What no thread's id may begin with.</summary>
    private const string Reserved = "#checkpoint/";
    private const string PartPrefix = Reserved + "part/";
    private const string JournalPrefix = Reserved + "journal/";

    // The journal's key holds the thread's.
    private const int MaximumThreadBytes = TableLimits.PartitionKeyBytes - 20;

    public static KeySchema Schema { get; } = new("thread_id");

    /// <summary>The key of a thread's checkpoint.</summary>
    /// <exception cref="ArgumentException">If the id cannot be one.</exception>
    public static ItemKey Thread(string thread)
    {
        ArgumentException.ThrowIfNullOrEmpty(thread);
        if (IsReserved(thread))
            throw new ArgumentException(
                $"A thread's id must not begin with '{Reserved}': such keys belong to the parts of large states.",
                nameof(thread)
            );
        var bytes = StateText.Utf8.GetByteCount(thread);
        return bytes <= MaximumThreadBytes
            ? Schema.Key(thread)
            : throw new ArgumentException(
                $"The thread's id has {bytes} bytes of UTF-8, and may have {MaximumThreadBytes}: give it a shorter one.",
                nameof(thread)
            );
    }

    public static bool IsReserved(string key) => key.StartsWith(Reserved, StringComparison.Ordinal);

    public static ItemKey Part(string generation, int index) => Schema.Key($"{PartPrefix}{generation}/{index}");

    public static ItemKey Journal(string thread) => Schema.Key(JournalPrefix + thread);
}
