using System.Collections.Frozen;
using LoopWorker.Tables.Capacity;

namespace LoopWorker.Tables.Metering;

/// <summary>What a table was used for up to a moment, or between two.</summary>
/// <param name="Calls">How often each operation was called, by its name in <see cref="Observing.TableOperations"/>; only those that were.</param>
/// <param name="Capacity">What the calls that were answered cost.</param>
public sealed record TableUsage(IReadOnlyDictionary<string, long> Calls, ConsumedCapacity Capacity)
{
    public static TableUsage None { get; } = new(FrozenDictionary<string, long>.Empty, default);

    /// <summary>All calls, whatever the operation.</summary>
    public long TotalCalls => Calls.Values.Sum();

    /// <summary>How often an operation was called.</summary>
    public long CallsOf(string operation) => Calls.GetValueOrDefault(operation);

    /// <summary>What came after an earlier moment.</summary>
    public static TableUsage operator -(TableUsage later, TableUsage earlier) =>
        new(
            later
                .Calls.Select(call => KeyValuePair.Create(call.Key, call.Value - earlier.CallsOf(call.Key)))
                .Where(call => call.Value != 0)
                .ToFrozenDictionary(StringComparer.Ordinal),
            later.Capacity - earlier.Capacity
        );

    public static TableUsage Subtract(TableUsage later, TableUsage earlier) => later - earlier;

    public bool Equals(TableUsage? other) =>
        other is not null
        && Capacity == other.Capacity
        && Calls.Count == other.Calls.Count
        && Calls.All(call => other.Calls.TryGetValue(call.Key, out var count) && count == call.Value);

    public override int GetHashCode() => HashCode.Combine(Capacity, TotalCalls);
}
