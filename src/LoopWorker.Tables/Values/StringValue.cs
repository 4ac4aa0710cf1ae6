using System.Runtime.InteropServices;

namespace LoopWorker.Tables.Values;

/// <summary>A string (DynamoDB's <c>S</c>). It may be empty, except in a key attribute.</summary>
public sealed record StringValue(string Text) : AttributeValue
{
    // Whole documents are kept in strings, and this is thrice as fast on them as the string's own.
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(Text.AsSpan()));
        return hash.ToHashCode();
    }
}
