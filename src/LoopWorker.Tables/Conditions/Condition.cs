using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Conditions;

/// <summary>
/// What must hold of the stored item for a write to take place. A small algebra, so that callers state conditions as
/// values and each engine renders them its own way.
/// </summary>
/// <remarks>
/// Attributes are top-level ones. A comparison with an absent attribute, or with one of another type, is false, as in
/// DynamoDB (where <see cref="NotEqual"/> of another type, or of an absent attribute, is true).
/// </remarks>
public abstract record Condition
{
    private protected Condition() { }

    /// <summary>The item has no such attribute. Of the partition key, it says that there is no item.</summary>
    public sealed record Absent(string Attribute) : Condition;

    /// <summary>The item has the attribute.</summary>
    public sealed record Present(string Attribute) : Condition;

    /// <summary>The attribute stands in the given relation to the value.</summary>
    public sealed record Compare(string Attribute, Comparison Comparison, AttributeValue Value) : Condition;

    /// <summary>All of them hold; of none, true.</summary>
    public sealed record All(params IReadOnlyList<Condition> Conditions) : Condition
    {
        public bool Equals(All? other) => other is not null && Sequence.Equal(Conditions, other.Conditions);

        public override int GetHashCode() => HashCode.Combine(nameof(All), Sequence.Hash(Conditions));
    }

    /// <summary>At least one of them holds; of none, false.</summary>
    public sealed record Any(params IReadOnlyList<Condition> Conditions) : Condition
    {
        public bool Equals(Any? other) => other is not null && Sequence.Equal(Conditions, other.Conditions);

        public override int GetHashCode() => HashCode.Combine(nameof(Any), Sequence.Hash(Conditions));
    }

    /// <summary>The other does not hold.</summary>
    public sealed record Negation(Condition Condition) : Condition;

    /// <summary>Whether there is an item under the key at all.</summary>
    public sealed record Existence(bool IsThere) : Condition;

    /// <summary>There is no item under the key.</summary>
    public static Condition NoItem { get; } = new Existence(IsThere: false);

    /// <summary>There is an item under the key.</summary>
    public static Condition ItemExists { get; } = new Existence(IsThere: true);

    public static Condition Equal(string attribute, AttributeValue value) =>
        new Compare(attribute, Comparison.Equal, value);

    public static Condition NotEqual(string attribute, AttributeValue value) =>
        new Compare(attribute, Comparison.NotEqual, value);

    public static Condition Less(string attribute, AttributeValue value) =>
        new Compare(attribute, Comparison.Less, value);

    public static Condition LessOrEqual(string attribute, AttributeValue value) =>
        new Compare(attribute, Comparison.LessOrEqual, value);

    public static Condition Greater(string attribute, AttributeValue value) =>
        new Compare(attribute, Comparison.Greater, value);

    public static Condition GreaterOrEqual(string attribute, AttributeValue value) =>
        new Compare(attribute, Comparison.GreaterOrEqual, value);

    public static Condition operator &(Condition left, Condition right) => new All(left, right);

    public static Condition operator |(Condition left, Condition right) => new Any(left, right);

    public static Condition operator !(Condition condition) => new Negation(condition);

    public static Condition BitwiseAnd(Condition left, Condition right) => left & right;

    public static Condition BitwiseOr(Condition left, Condition right) => left | right;

    public static Condition LogicalNot(Condition condition) => !condition;
}

/// <summary>The relations of <see cref="Condition.Compare"/>.</summary>
public enum Comparison
{
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
