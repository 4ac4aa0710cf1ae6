using LoopWorker.Loop.Events;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Lanes;

/// <summary>What still fits into one transaction: writes, bytes, and no marker twice.</summary>
public sealed class TransactionBudget
{
    // Sizes are estimates, so a quarter is left free.
    private const int MaximumBytes = TableLimits.TransactionBytes * 3 / 4;

    private readonly HashSet<ItemKey> _markers = [];
    private int _writes;
    private int _bytes;
    private int _events;

    /// <summary>Takes room for a user: the context and, as it may change, the location.</summary>
    public bool TryOpen(ContextSnapshot snapshot)
    {
        var bytes = snapshot.Bytes + 1024;
        // A user's place is worth nothing without room for an event.
        if (_writes + 4 > TableLimits.TransactionWrites || (_events > 0 && _bytes + bytes > MaximumBytes))
            return false;
        _writes += 2;
        _bytes += bytes;
        return true;
    }

    /// <summary>Takes room for an event of the user opened last. The first event of all always fits.</summary>
    public bool TryAdd(ReceivedEvent received)
    {
        var writes = received.Event.Type.LeavesCapture ? 2 : 1;
        if (_writes + writes > TableLimits.TransactionWrites || (_events > 0 && _bytes + received.Bytes > MaximumBytes))
            return false;
        if (!_markers.Add(received.MarkerKey))
            return false;
        _writes += writes;
        _bytes += received.Bytes;
        _events++;
        return true;
    }

    /// <summary>Gives back what a user without events, or whose location cannot change, does not need.</summary>
    public void Close(IReadOnlyList<ReceivedEvent> taken)
    {
        if (taken.Count == 0)
            _writes--;
        if (!taken.Any(received => received.Event.Type.ChangesLocation))
            _writes--;
    }
}
