using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Benchmarks.Scaling.Engines;

/// <summary>The items that transactions under way have in hand.</summary>
internal sealed class HeldItems
{
    private readonly HashSet<ItemKey> _held = [];

    public bool IsHeld(ItemKey key) => _held.Contains(key);

    /// <summary>Holds those of the writes' items that nobody holds, and says which they are.</summary>
    public IReadOnlySet<ItemKey> Hold(IReadOnlyList<Write> writes) =>
        writes.Select(write => write.Key).Where(_held.Add).ToHashSet();

    public void Release(IReadOnlySet<ItemKey> keys) => _held.ExceptWith(keys);
}
