namespace LoopWorker.Tables.Capacity;

/// <summary>What a call cost, in DynamoDB's capacity units. Halves come from eventually consistent reads.</summary>
public readonly record struct ConsumedCapacity(double ReadUnits, double WriteUnits)
{
    public static ConsumedCapacity operator +(ConsumedCapacity left, ConsumedCapacity right) =>
        new(left.ReadUnits + right.ReadUnits, left.WriteUnits + right.WriteUnits);

    public static ConsumedCapacity operator -(ConsumedCapacity left, ConsumedCapacity right) =>
        new(left.ReadUnits - right.ReadUnits, left.WriteUnits - right.WriteUnits);

    public static ConsumedCapacity Add(ConsumedCapacity left, ConsumedCapacity right) => left + right;

    public static ConsumedCapacity Subtract(ConsumedCapacity left, ConsumedCapacity right) => left - right;
}
