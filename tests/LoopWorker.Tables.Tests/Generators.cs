using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Tests;

/// <summary>Arbitrary values, items and conditions over few names and values, so that they meet often.</summary>
internal static class Generators
{
    public static Gen<string> Text { get; } =
        Gen.Elements("", "a", "b", "ab", "é", "\uFFFD", "\U0001F30D", "PENDING#1", "PENDING#10", "PENDING#2");

    public static Gen<string> SortKey { get; } = Text.Where(text => text.Length > 0);

    public static Gen<string> AttributeName { get; } = Gen.Elements("a", "b", "c");

    /// <summary>Numbers as text in many spellings: signs, zeros before and after, points and exponents.</summary>
    public static Gen<string> NumberText { get; } =
        from sign in Gen.Elements("", "-", "+")
        from digits in Gen.Choose(0, 9).NonEmptyListOf()
        from point in Gen.Choose(0, 30)
        from power in Gen.Choose(-40, 40)
        from written in Gen.Elements("", "e", "E")
        let text = string.Concat(digits.Take(30))
        let placed = point < text.Length ? text.Insert(point, ".") : text
        select sign + placed + (written.Length == 0 ? "" : written + power);

    public static Gen<NumberValue> Number { get; } =
        Gen.OneOf(Gen.Choose(-3, 3).Select(number => new NumberValue(number)), NumberText.Select(NumberValue.Parse));

    private static Gen<BinaryValue> Binary { get; } =
        Gen.Choose(0, 255).ListOf().Select(bytes => new BinaryValue(bytes.Select(b => (byte)b).ToArray()));

    public static Gen<AttributeValue> Scalar { get; } =
        Gen.OneOf(
            Text.Select(AttributeValue.From),
            Number.Select(number => (AttributeValue)number),
            Binary.Select(bytes => (AttributeValue)bytes),
            Gen.Elements(AttributeValue.From(true), AttributeValue.From(false), NullValue.Instance)
        );

    public static Gen<AttributeValue> Value { get; } =
        Gen.OneOf(
            Scalar,
            Text.NonEmptyListOf().Select(texts => (AttributeValue)new StringSet(texts)),
            Number.NonEmptyListOf().Select(numbers => (AttributeValue)new NumberSet(numbers)),
            Scalar.ListOf().Select(elements => (AttributeValue)new ListValue([.. elements])),
            Scalar
                .ListOf()
                .Select(elements =>
                    (AttributeValue)
                        new MapValue(elements.Take(3).Index().ToDictionary(pair => $"k{pair.Index}", pair => pair.Item))
                )
        );

    public static Gen<KeyValuePair<string, AttributeValue>[]> Attributes { get; } =
        from names in Gen.SubListOf("a", "b", "c")
        from values in Value.ArrayOf(3)
        select names.Select((name, i) => KeyValuePair.Create(name, values[i])).ToArray();

    public static Gen<Condition> Condition { get; } = Gen.Sized(size => ConditionOf(Math.Min(size, 12)));

    public static Gen<Item?> StoredItem { get; } =
        Gen.Frequency(
            (1, Gen.Constant<Item?>(null)),
            (5, Attributes.Select(attributes => (Item?)new Item(new ItemKey("USER#a", "CONTEXT"), attributes)))
        );

    private static Gen<Condition> ConditionOf(int size)
    {
        var leaf = Gen.OneOf(
            from name in Gen.Elements("pk", "a", "b", "c")
            select (Condition)new Condition.Absent(name),
            from name in Gen.Elements("pk", "a", "b", "c")
            select (Condition)new Condition.Present(name),
            from name in AttributeName
            from comparison in Gen.Elements(Enum.GetValues<Comparison>())
            from value in Scalar
            select (Condition)new Condition.Compare(name, comparison, value)
        );
        if (size <= 1)
            return leaf;
        var part = ConditionOf(size / 3);
        return Gen.OneOf(
            leaf,
            part.Select(inner => (Condition)new Condition.Negation(inner)),
            part.ListOf().Select(parts => (Condition)new Condition.All([.. parts.Take(3)])),
            part.ListOf().Select(parts => (Condition)new Condition.Any([.. parts.Take(3)]))
        );
    }
}
