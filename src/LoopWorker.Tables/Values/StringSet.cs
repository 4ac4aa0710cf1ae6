namespace LoopWorker.Tables.Values;

/// <summary>Distinct strings (DynamoDB's <c>SS</c>), at least one, kept in the order of <see cref="Utf8Order"/>.</summary>
public sealed record StringSet : AttributeValue
{
    /// <exception cref="ArgumentException">If there are no elements.</exception>
    public StringSet(params IEnumerable<string> elements) => Elements = SetElements.Of(elements, Utf8Order.Instance);

    public IReadOnlyList<string> Elements { get; }

    public bool Equals(StringSet? other) => other is not null && Sequence.Equal(Elements, other.Elements);

    public override int GetHashCode() => Sequence.Hash(Elements);

    public override string ToString() => $"<{string.Join(", ", Elements)}>";
}
