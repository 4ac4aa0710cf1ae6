using FsCheck.Fluent;
using LoopWorker.Tables.Capacity;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Capacity;

public sealed class ItemSizeTests
{
    public static TheoryData<string, AttributeValue, int> Sizes { get; } =
        new()
        {
            { "text", "hello", 5 },
            { "empty text", "", 0 },
            { "text beyond ASCII", "é🌍", 6 },
            { "zero", 0L, 1 },
            { "one digit", 5L, 2 },
            { "two digits", 12L, 2 },
            { "three digits", 123L, 3 },
            { "negative", -12L, 3 },
            { "trailing zeros", 120000L, 2 },
            { "trailing zeros, digits in different pairs", 120L, 3 },
            { "negative with trailing zeros", -100L, 3 },
            { "a digit on each side of the point", NumberValue.Parse("1.2"), 3 },
            { "a pair on each side of the point", NumberValue.Parse("12.34"), 3 },
            { "pairs cut by the point", NumberValue.Parse("1.234"), 4 },
            { "digits in different pairs after the point", NumberValue.Parse("0.012"), 3 },
            { "largest power", NumberValue.Parse("1E125"), 2 },
            { "smallest power", NumberValue.Parse("1E-130"), 2 },
            { "38 negative digits", NumberValue.Parse("-" + new string('9', 38)), 21 },
            { "fraction", NumberValue.Parse("0.00123"), 3 },
            { "38 digits", NumberValue.Parse(new string('9', 38)), 20 },
            { "bytes", new BinaryValue(new byte[7]), 7 },
            { "truth", true, 1 },
            { "null", NullValue.Instance, 1 },
            { "empty list", new ListValue(), 3 },
            { "list", new ListValue("ab", 5L), 3 + (1 + 2) + (1 + 2) },
            { "empty map", new MapValue(new Dictionary<string, AttributeValue>()), 3 },
            { "map", new MapValue(new Dictionary<string, AttributeValue> { ["key"] = "ab" }), 3 + 1 + 3 + 2 },
            { "nested", new ListValue(new ListValue(true)), 3 + 1 + 3 + 1 + 1 },
            { "strings", new StringSet("ab", "c"), 3 },
            { "numbers", new NumberSet(new NumberValue(5L), new NumberValue(123L)), 2 + 3 },
            { "byte sequences", new BinarySet(new BinaryValue(new byte[2]), new BinaryValue(new byte[3])), 5 },
        };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void A_value_has_the_published_size(string what, AttributeValue value, int size) =>
        Assert.True(size == ItemSize.Of(value), $"{what}: {ItemSize.Of(value)} instead of {size}");

    [Fact]
    public void Names_count_and_so_do_those_of_the_key()
    {
        var item = Item.Of(new ItemKey("USER#a", "CONTEXT"), ("version", 7L));

        // pk + USER#a, sk + CONTEXT, version + one digit.
        Assert.Equal((2 + 6) + (2 + 7) + (7 + 2), item.Size);
    }

    [Fact]
    public void An_item_is_as_large_as_its_key_and_its_attributes_together() =>
        Property.Holds(
            Generators.Attributes,
            attributes =>
            {
                var key = new ItemKey("USER#a", "CONTEXT");
                var parts = attributes.Sum(pair => new Item(key, pair).Size - ItemSize.Of(key));
                Assert.Equal(ItemSize.Of(key) + parts, new Item(key, attributes).Size);
            }
        );
}
