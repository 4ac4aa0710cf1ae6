using FsCheck.Fluent;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Values;

public sealed class ItemTests
{
    private static readonly ItemKey Key = new("USER#a", "CONTEXT");

    [Fact]
    public void The_order_of_attributes_does_not_matter() =>
        Property.Holds(
            Generators.Attributes,
            attributes =>
            {
                var (item, reversed) = (new Item(Key, attributes), new Item(Key, attributes.Reverse()));
                Assert.Equal(item, reversed);
                Assert.Equal(item.GetHashCode(), reversed.GetHashCode());
            }
        );

    [Fact]
    public void With_sets_one_attribute_and_without_takes_it_away() =>
        Property.Holds(
            from attributes in Generators.Attributes
            from name in Generators.AttributeName
            from value in Generators.Value
            select (Item: new Item(Key, attributes), name, value),
            given =>
            {
                var set = given.Item.With(given.name, given.value);
                Assert.Equal(given.value, set[given.name]);
                Assert.Equal(given.Item.Without(given.name), set.Without(given.name));
                Assert.False(set.Without(given.name).Has(given.name));
            }
        );

    [Fact]
    public void The_key_is_seen_as_two_attributes()
    {
        var item = new Item(Key);

        Assert.Equal("USER#a", item["pk"]?.AsString);
        Assert.Equal("CONTEXT", item["sk"]?.AsString);
        Assert.True(item.Has("pk"));
        Assert.Equal(0, item.Count);
    }

    [Fact]
    public void An_attribute_cannot_be_given_twice()
    {
        Assert.Throws<ArgumentException>(() => Item.Of(Key, ("a", 1L), ("a", 2L)));
        Assert.Throws<ArgumentException>(() => Item.Of(Key, ("pk", "x")));
    }

    [Fact]
    public void An_attribute_needs_a_value()
    {
        var failure = Assert.Throws<ArgumentException>(() => Item.Of(Key, ("a", null!)));
        Assert.Contains("'a' has no value", failure.Message, StringComparison.Ordinal);
    }
}
