using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Requests;

/// <summary>A write of one item, which takes place only if its condition (if any) holds of the stored item.</summary>
public abstract record Write(ItemKey Key, Condition? Condition);

/// <summary>Stores the item whole, in place of what is there.</summary>
public sealed record Put(Item Item, Condition? Condition = null) : Write(Item.Key, Condition);

/// <summary>Removes the item; of an absent one, does nothing.</summary>
public sealed record Delete(ItemKey Key, Condition? Condition = null) : Write(Key, Condition);

/// <summary>Changes single attributes, and makes the item if there is none.</summary>
public sealed record Update(ItemKey Key, IReadOnlyList<AttributeChange> Changes, Condition? Condition = null)
    : Write(Key, Condition)
{
    public bool Equals(Update? other) => base.Equals(other) && Sequence.Equal(Changes, other.Changes);

    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Sequence.Hash(Changes));
}

/// <summary>In a transaction only: the condition must hold, and nothing is written.</summary>
public sealed record Check(ItemKey Key, Condition Required) : Write(Key, Required);

/// <summary>One change of an <see cref="Update"/>. Key attributes cannot be changed.</summary>
public abstract record AttributeChange(string Attribute)
{
    /// <summary>Gives the attribute the value.</summary>
    public sealed record Set(string Attribute, AttributeValue Value) : AttributeChange(Attribute);

    /// <summary>Adds to a number (an absent one counts as 0), or puts the elements into a set.</summary>
    public sealed record Add(string Attribute, AttributeValue Value) : AttributeChange(Attribute);

    /// <summary>Takes the attribute away.</summary>
    public sealed record Remove(string Attribute) : AttributeChange(Attribute);
}
