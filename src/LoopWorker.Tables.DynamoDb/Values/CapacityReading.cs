using LoopWorker.Tables.Capacity;
using SdkCapacity = Amazon.DynamoDBv2.Model.ConsumedCapacity;

namespace LoopWorker.Tables.DynamoDb.Values;

/// <summary>What an answer says it cost. The totals of <c>ReturnConsumedCapacity=TOTAL</c> hold the table and its indexes.</summary>
internal static class CapacityReading
{
    public static ConsumedCapacity OfRead(SdkCapacity? capacity) => new(capacity?.CapacityUnits ?? 0, WriteUnits: 0);

    public static ConsumedCapacity OfReads(IReadOnlyList<SdkCapacity>? capacities) =>
        new(Total(capacities), WriteUnits: 0);

    public static ConsumedCapacity OfWrite(SdkCapacity? capacity) => new(ReadUnits: 0, capacity?.CapacityUnits ?? 0);

    public static ConsumedCapacity OfWrites(IReadOnlyList<SdkCapacity>? capacities) =>
        new(ReadUnits: 0, Total(capacities));

    /// <summary>A transaction writes, unless its token was known already: then it has only read, and its answer says so.</summary>
    public static ConsumedCapacity OfTransaction(IReadOnlyList<SdkCapacity>? capacities)
    {
        var total = default(ConsumedCapacity);
        foreach (var capacity in capacities ?? [])
            total +=
                capacity.ReadCapacityUnits is null && capacity.WriteCapacityUnits is null
                    ? OfWrite(capacity)
                    : new(capacity.ReadCapacityUnits ?? 0, capacity.WriteCapacityUnits ?? 0);
        return total;
    }

    private static double Total(IReadOnlyList<SdkCapacity>? capacities) =>
        capacities?.Sum(capacity => capacity.CapacityUnits ?? 0) ?? 0;
}
