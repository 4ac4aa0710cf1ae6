using System.Text;
using FsCheck.Fluent;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests.Conditions;

public sealed class ConditionEvaluationTests
{
    [Fact]
    public void A_condition_means_what_a_plain_reading_says() =>
        Property.Holds(
            from condition in Generators.Condition
            from item in Generators.StoredItem
            select (condition, item),
            given => Assert.Equal(PlainReading(given.condition, given.item), given.condition.Holds(given.item))
        );

    [Fact]
    public void Negation_goes_by_De_Morgan() =>
        Property.Holds(
            from left in Generators.Condition
            from right in Generators.Condition
            from item in Generators.StoredItem
            select (left, right, item),
            given =>
            {
                var (left, right, item) = given;
                Assert.Equal((!(left & right)).Holds(item), (!left | !right).Holds(item));
                Assert.Equal((!(left | right)).Holds(item), (!left & !right).Holds(item));
                Assert.Equal(left.Holds(item), (!!left).Holds(item));
                Assert.False((left & !left).Holds(item));
                Assert.True((left | !left).Holds(item));
                Assert.Equal((left & right).Holds(item), (right & left).Holds(item));
            }
        );

    [Fact]
    public void Equal_and_not_equal_are_opposites_and_the_others_need_an_order() =>
        Property.Holds(
            from item in Generators.StoredItem
            from name in Generators.AttributeName
            from value in Generators.Value
            select (item, name, value),
            given =>
            {
                var (item, name, value) = given;
                Assert.NotEqual(Condition.Equal(name, value).Holds(item), Condition.NotEqual(name, value).Holds(item));
                Assert.Equal(
                    Condition.LessOrEqual(name, value).Holds(item) && Condition.GreaterOrEqual(name, value).Holds(item),
                    Condition.Equal(name, value).Holds(item) && value is (StringValue or NumberValue or BinaryValue)
                );
                Assert.False(Condition.Less(name, value).Holds(item) && Condition.Greater(name, value).Holds(item));
            }
        );

    [Fact]
    public void Conditions_are_equal_by_content()
    {
        Assert.Equal(Condition.NoItem | Condition.Less("ttl", 5L), Condition.NoItem | Condition.Less("ttl", 5L));
        Assert.Equal(
            (Condition.NoItem & Condition.ItemExists).GetHashCode(),
            (Condition.NoItem & Condition.ItemExists).GetHashCode()
        );
        Assert.NotEqual(Condition.NoItem & Condition.ItemExists, Condition.NoItem | Condition.ItemExists);
        Assert.NotEqual(Condition.Less("ttl", 5L), Condition.Less("ttl", 6L));
    }

    // A second, deliberately clumsy, meaning: by truth tables over what the attributes are.
    private static bool PlainReading(Condition condition, Item? item)
    {
        var attributes = new Dictionary<string, AttributeValue>();
        if (item is not null)
        {
            attributes = item.ToDictionary();
            attributes["pk"] = item.Key.Partition;
        }
        return Read(condition);

        bool Read(Condition part) =>
            part switch
            {
                Condition.Absent absent => !attributes.ContainsKey(absent.Attribute),
                Condition.Present present => attributes.ContainsKey(present.Attribute),
                Condition.All all => all.Conditions.Count(Read) == all.Conditions.Count,
                Condition.Any any => any.Conditions.Any(Read),
                Condition.Negation not => !Read(not.Condition),
                Condition.Compare compare => ReadCompare(compare),
                _ => throw new InvalidOperationException("no such condition"),
            };

        bool ReadCompare(Condition.Compare compare)
        {
            var there = attributes.TryGetValue(compare.Attribute, out var value);
            var same = there && value!.GetType() == compare.Value.GetType();
            var order = same ? Order(value!, compare.Value) : null;
            return compare.Comparison switch
            {
                Comparison.Equal => same && value!.Equals(compare.Value),
                Comparison.NotEqual => !same || !value!.Equals(compare.Value),
                Comparison.Less => order is < 0,
                Comparison.LessOrEqual => order is <= 0,
                Comparison.Greater => order is > 0,
                _ => order is >= 0,
            };
        }

        static int? Order(AttributeValue left, AttributeValue right) =>
            left switch
            {
                StringValue text => Bytes(text.Text).AsSpan().SequenceCompareTo(Bytes(((StringValue)right).Text)),
                NumberValue number => number.CompareTo((NumberValue)right),
                BinaryValue binary => binary.Bytes.Span.SequenceCompareTo(((BinaryValue)right).Bytes.Span),
                _ => null,
            };

        static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
    }
}
