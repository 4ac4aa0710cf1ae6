namespace LoopWorker.Tables.Values;

/// <summary>
/// One value of an item, in DynamoDB's types. Values are immutable and compare by content.
/// </summary>
/// <remarks>Source: DynamoDB API reference, <c>AttributeValue</c>.</remarks>
public abstract record AttributeValue
{
    private protected AttributeValue() { }

    /// <summary>The string within, or null if this is a value of another type.</summary>
    public string? AsString => (this as StringValue)?.Text;

    /// <summary>The truth value within, or null if this is a value of another type.</summary>
    public bool? AsBoolean => (this as BooleanValue)?.Value;

    /// <summary>The number as a signed integer, or null if this is no number or does not fit one exactly.</summary>
    public long? AsInt64 => (this as NumberValue)?.ToInt64();

    /// <summary>The number as an unsigned integer, or null if this is no number or does not fit one exactly.</summary>
    public ulong? AsUInt64 => (this as NumberValue)?.ToUInt64();

    public static AttributeValue From(string text) => new StringValue(text);

    public static AttributeValue From(long number) => new NumberValue(number);

    public static AttributeValue From(ulong number) => new NumberValue(number);

    public static AttributeValue From(bool value) => value ? BooleanValue.True : BooleanValue.False;

    public static implicit operator AttributeValue(string text) => From(text);

    // Without it, a literal fits both of the next two.
    public static implicit operator AttributeValue(int number) => From((long)number);

    public static implicit operator AttributeValue(long number) => From(number);

    public static implicit operator AttributeValue(ulong number) => From(number);

    public static implicit operator AttributeValue(bool value) => From(value);
}
