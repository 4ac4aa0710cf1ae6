using FsCheck.Fluent;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Values;

public sealed class AttributeValueTests
{
    [Fact]
    public void Values_are_equal_by_content()
    {
        AssertEqual(new ListValue("a", 1L), new ListValue("a", 1L));
        AssertEqual(
            new MapValue(new Dictionary<string, AttributeValue> { ["a"] = 1L, ["b"] = "x" }),
            new MapValue(new Dictionary<string, AttributeValue> { ["b"] = "x", ["a"] = 1L })
        );
        AssertEqual(new BinaryValue(new byte[] { 1, 2 }), new BinaryValue(new byte[] { 1, 2 }));
        AssertEqual(new StringSet("b", "a", "b"), new StringSet("a", "b"));
        AssertEqual(
            new NumberSet(NumberValue.Parse("1.0"), NumberValue.Parse("1")),
            new NumberSet(new NumberValue(1L))
        );
        AssertEqual(
            new BinarySet(new BinaryValue(new byte[] { 2 }), new BinaryValue(new byte[] { 1 })),
            new BinarySet(new BinaryValue(new byte[] { 1 }), new BinaryValue(new byte[] { 2 }))
        );
    }

    [Fact]
    public void An_integer_is_a_number_whatever_its_size()
    {
        AttributeValue[] sevens = [7, 7L, 7UL];
        Assert.All(sevens, seven => Assert.Equal(AttributeValue.From(7L), seven));
    }

    [Fact]
    public void Values_of_different_types_or_contents_are_not_equal()
    {
        Assert.NotEqual(AttributeValue.From("1"), AttributeValue.From(1L));
        Assert.NotEqual(AttributeValue.From(true), AttributeValue.From(false));
        Assert.NotEqual<AttributeValue>(new ListValue("a", "b"), new ListValue("b", "a"));
        Assert.NotEqual<AttributeValue>(new ListValue("a"), new StringSet("a"));
        Assert.NotEqual<AttributeValue>(
            new MapValue(new Dictionary<string, AttributeValue> { ["a"] = 1L }),
            new MapValue(new Dictionary<string, AttributeValue> { ["b"] = 1L })
        );
    }

    [Fact]
    public void A_set_cannot_be_empty()
    {
        Assert.Throws<ArgumentException>(() => new StringSet());
        Assert.Throws<ArgumentException>(() => new NumberSet());
        Assert.Throws<ArgumentException>(() => new BinarySet());
    }

    [Fact]
    public void A_value_answers_only_for_its_own_type()
    {
        AttributeValue text = "5";
        AttributeValue number = 5L;

        Assert.Equal("5", text.AsString);
        Assert.Null(text.AsInt64);
        Assert.Equal(5L, number.AsInt64);
        Assert.Equal(5UL, number.AsUInt64);
        Assert.Null(number.AsString);
        Assert.Null(number.AsBoolean);
    }

    [Fact]
    public void Strings_are_ordered_as_their_UTF8_bytes_are() =>
        Property.Holds(
            Generators.Text.ListOf().Select(string.Concat).Two(),
            pair =>
            {
                var expected = System
                    .Text.Encoding.UTF8.GetBytes(pair.Item1)
                    .AsSpan()
                    .SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(pair.Item2));
                Assert.Equal(Math.Sign(expected), Math.Sign(Utf8Order.Instance.Compare(pair.Item1, pair.Item2)));
            }
        );

    private static void AssertEqual(AttributeValue left, AttributeValue right)
    {
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
    }
}
