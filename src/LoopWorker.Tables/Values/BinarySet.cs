namespace LoopWorker.Tables.Values;

/// <summary>Distinct byte sequences (DynamoDB's <c>BS</c>), at least one, kept in ascending order.</summary>
public sealed record BinarySet : AttributeValue
{
    private static readonly Comparer<BinaryValue> Order = Comparer<BinaryValue>.Create(
        (left, right) => left.Bytes.Span.SequenceCompareTo(right.Bytes.Span)
    );

    /// <exception cref="ArgumentException">If there are no elements.</exception>
    public BinarySet(params IEnumerable<BinaryValue> elements) => Elements = SetElements.Of(elements, Order);

    public IReadOnlyList<BinaryValue> Elements { get; }

    public bool Equals(BinarySet? other) => other is not null && Sequence.Equal(Elements, other.Elements);

    public override int GetHashCode() => Sequence.Hash(Elements);

    public override string ToString() => $"<{string.Join(", ", Elements)}>";
}
