namespace LoopWorker.Tables.Values;

/// <summary>A truth value (DynamoDB's <c>BOOL</c>): one of <see cref="True"/> and <see cref="False"/>.</summary>
public sealed record BooleanValue : AttributeValue
{
    private BooleanValue(bool value) => Value = value;

    public static BooleanValue True { get; } = new(true);

    public static BooleanValue False { get; } = new(false);

    public bool Value { get; }
}
