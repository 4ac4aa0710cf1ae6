namespace LoopWorker.Tables.Values;

/// <summary>Bytes (DynamoDB's <c>B</c>), compared as unsigned numbers from the first on.</summary>
/// <param name="Bytes">Not copied: the caller leaves them as they are.</param>
public sealed record BinaryValue(ReadOnlyMemory<byte> Bytes) : AttributeValue
{
    public bool Equals(BinaryValue? other) => other is not null && Bytes.Span.SequenceEqual(other.Bytes.Span);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => $"{nameof(BinaryValue)} {{ {Bytes.Length} bytes }}";
}
