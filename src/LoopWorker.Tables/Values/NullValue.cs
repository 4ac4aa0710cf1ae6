namespace LoopWorker.Tables.Values;

/// <summary>The null value (DynamoDB's <c>NULL</c>): an attribute that is there and says nothing.</summary>
public sealed record NullValue : AttributeValue
{
    private NullValue() { }

    public static NullValue Instance { get; } = new();
}
