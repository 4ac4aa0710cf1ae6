namespace LoopWorker.Tables.Values;

/// <summary>Values in order, of any types (DynamoDB's <c>L</c>).</summary>
/// <param name="Elements">Not copied: the caller leaves them as they are.</param>
public sealed record ListValue(params IReadOnlyList<AttributeValue> Elements) : AttributeValue
{
    public bool Equals(ListValue? other) => other is not null && Sequence.Equal(Elements, other.Elements);

    public override int GetHashCode() => Sequence.Hash(Elements);

    public override string ToString() => $"[{string.Join(", ", Elements)}]";
}
