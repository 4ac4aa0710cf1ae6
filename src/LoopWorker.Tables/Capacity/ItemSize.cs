using System.Text;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Capacity;

/// <summary>How many bytes DynamoDB counts for an item: what units, limits and pages are measured by.</summary>
/// <remarks>Source: Amazon DynamoDB Developer Guide, "DynamoDB item sizes and formats".</remarks>
public static class ItemSize
{
    // A list or map costs 3 bytes whatever it holds, and each element 1 byte more.
    private const int CollectionOverhead = 3;
    private const int ElementOverhead = 1;

    /// <summary>The bytes of an item: the names and values of all its attributes, the key's included.</summary>
    public static int Of(Item item)
    {
        var size = Of(item.Key);
        foreach (var (name, value) in item.Attributes)
            size += OfName(name) + Of(value);
        return size;
    }

    /// <summary>The bytes of the key attributes, names and values.</summary>
    public static int Of(ItemKey key) => key.Schema.Size + OfName(key.Partition) + OfName(key.Sort);

    /// <summary>The bytes of an attribute's name, or of any string: those of its UTF-8 form.</summary>
    public static int OfName(string name) => Encoding.UTF8.GetByteCount(name);

    /// <summary>The bytes of a value, without its attribute's name.</summary>
    public static int Of(AttributeValue value)
    {
        switch (value)
        {
            case StringValue text:
                return OfName(text.Text);
            case NumberValue number:
                return OfNumber(number);
            case BinaryValue binary:
                return binary.Bytes.Length;
            case BooleanValue or NullValue:
                return 1;
            case ListValue list:
                return CollectionOverhead + list.Elements.Sum(element => ElementOverhead + Of(element));
            case MapValue map:
                return CollectionOverhead
                    + map.Entries.Sum(entry => ElementOverhead + OfName(entry.Key) + Of(entry.Value));
            case StringSet set:
                return set.Elements.Sum(OfName);
            case NumberSet set:
                return set.Elements.Sum(OfNumber);
            case BinarySet set:
                return set.Elements.Sum(element => element.Bytes.Length);
            default:
                throw new ArgumentOutOfRangeException(nameof(value), value.GetType().Name, "Not a type of DynamoDB's.");
        }
    }

    // A byte, one for every pair of digits, and one for a minus. The guide says "approximately"; this is what DynamoDB counts.
    private static int OfNumber(NumberValue number) => 1 + number.DigitPairs + (number.IsNegative ? 1 : 0);
}
