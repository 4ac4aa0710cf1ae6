using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Validation;

/// <summary>DynamoDB's short names of its types, as its messages use them.</summary>
internal static class TypeName
{
    public static string Of(AttributeValue value) =>
        value switch
        {
            StringValue => "S",
            NumberValue => "N",
            BinaryValue => "B",
            BooleanValue => "BOOL",
            NullValue => "NULL",
            ListValue => "L",
            MapValue => "M",
            StringSet => "SS",
            NumberSet => "NS",
            BinarySet => "BS",
            _ => value.GetType().Name,
        };
}
