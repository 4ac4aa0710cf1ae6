using System.Collections.Frozen;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Observing;

namespace LoopWorker.Tables.Metering;

/// <summary>
/// Counts the calls of the tables it observes and what they cost. A call counts when it is made, whatever becomes of it; its cost
/// counts when it is answered. Safe for many threads.
/// </summary>
public sealed class TableMeter : ITableObserver
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _calls = new(StringComparer.Ordinal);
    private ConsumedCapacity _capacity;

    /// <summary>What was used since this meter was made.</summary>
    public TableUsage Usage
    {
        get
        {
            lock (_lock)
                return new TableUsage(_calls.ToFrozenDictionary(StringComparer.Ordinal), _capacity);
        }
    }

    public void OnCalling(in TableCallStart call)
    {
        lock (_lock)
            _calls[call.Operation] = _calls.GetValueOrDefault(call.Operation) + 1;
    }

    public void OnCall(in TableCallReport report)
    {
        lock (_lock)
            _capacity += report.Capacity;
    }
}
