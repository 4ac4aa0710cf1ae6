namespace LoopWorker.Tables.Values;

/// <summary>Distinct numbers (DynamoDB's <c>NS</c>), at least one, kept in ascending order.</summary>
public sealed record NumberSet : AttributeValue
{
    /// <exception cref="ArgumentException">If there are no elements.</exception>
    public NumberSet(params IEnumerable<NumberValue> elements) =>
        Elements = SetElements.Of(elements, Comparer<NumberValue>.Default);

    public IReadOnlyList<NumberValue> Elements { get; }

    public bool Equals(NumberSet? other) => other is not null && Sequence.Equal(Elements, other.Elements);

    public override int GetHashCode() => Sequence.Hash(Elements);

    public override string ToString() => $"<{string.Join(", ", Elements)}>";
}
