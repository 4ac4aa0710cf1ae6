using System.Runtime.InteropServices;
using LoopWorker.Tables.Values;
using SdkValue = Amazon.DynamoDBv2.Model.AttributeValue;

namespace LoopWorker.Tables.DynamoDb.Values;

/// <summary>Values as the SDK has them, there and back. Numbers go as decimal text, so they stay exact.</summary>
internal static class AttributeValueConversion
{
    public static SdkValue ToSdk(AttributeValue value) =>
        value switch
        {
            StringValue text => new SdkValue { S = text.Text },
            NumberValue number => new SdkValue { N = number.Text },
            BinaryValue binary => new SdkValue { B = ToStream(binary) },
            BooleanValue boolean => new SdkValue { BOOL = boolean.Value },
            NullValue => new SdkValue { NULL = true },
            ListValue list => new SdkValue { L = [.. list.Elements.Select(ToSdk)] },
            MapValue map => new SdkValue
            {
                M = map.Entries.ToDictionary(entry => entry.Key, entry => ToSdk(entry.Value)),
            },
            StringSet set => new SdkValue { SS = [.. set.Elements] },
            NumberSet set => new SdkValue { NS = [.. set.Elements.Select(number => number.Text)] },
            BinarySet set => new SdkValue { BS = [.. set.Elements.Select(ToStream)] },
            _ => throw new ArgumentOutOfRangeException(
                nameof(value),
                value.GetType().Name,
                "Not a type of DynamoDB's."
            ),
        };

    public static AttributeValue FromSdk(SdkValue value) =>
        value switch
        {
            { S: { } text } => new StringValue(text),
            { N: { } number } => NumberValue.Parse(number),
            { M: { } map } => new MapValue(map.ToDictionary(entry => entry.Key, entry => FromSdk(entry.Value))),
            { L: { } list } => new ListValue([.. list.Select(FromSdk)]),
            { BOOL: { } boolean } => AttributeValue.From(boolean),
            { NULL: true } => NullValue.Instance,
            { B: { } binary } => FromStream(binary),
            { SS: { } set } => new StringSet(set),
            { NS: { } set } => new NumberSet(set.Select(NumberValue.Parse)),
            { BS: { } set } => new BinarySet(set.Select(FromStream)),
            _ => throw new ArgumentOutOfRangeException(nameof(value), "A value of a type that is not known."),
        };

    private static MemoryStream ToStream(BinaryValue binary) =>
        MemoryMarshal.TryGetArray(binary.Bytes, out var bytes) && bytes.Array is not null
            ? new MemoryStream(bytes.Array, bytes.Offset, bytes.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(binary.Bytes.ToArray());

    private static BinaryValue FromStream(MemoryStream stream) => new(stream.ToArray());
}
