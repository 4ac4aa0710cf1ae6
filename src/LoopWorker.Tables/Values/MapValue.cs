namespace LoopWorker.Tables.Values;

/// <summary>Values by name, of any types (DynamoDB's <c>M</c>).</summary>
/// <param name="Entries">Not copied: the caller leaves them as they are.</param>
public sealed record MapValue(IReadOnlyDictionary<string, AttributeValue> Entries) : AttributeValue
{
    public bool Equals(MapValue? other) =>
        other is not null
        && Entries.Count == other.Entries.Count
        && Entries.All(entry => other.Entries.TryGetValue(entry.Key, out var value) && entry.Value.Equals(value));

    public override int GetHashCode()
    {
        // A sum, because the entries have no order.
        var sum = Entries.Count;
        foreach (var (name, value) in Entries)
            sum += HashCode.Combine(name, value);
        return sum;
    }

    public override string ToString() =>
        $"{{{string.Join(", ", Entries.Select(entry => $"{entry.Key}: {entry.Value}"))}}}";
}
