using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.State;

/// <summary>The attribute with the second from which on an item does not count, though the table deletes it only days later.</summary>
/// <param name="Attribute">Its name in this table.</param>
internal readonly record struct TimeToLive(string Attribute)
{
    /// <summary>The item, to live until a Unix second.</summary>
    public Item Write(Item item, long until) => item.Without(Attributes.TimeToLive).With(Attribute, until);

    /// <summary>That the item's time is over. It never is of one that has no time.</summary>
    /// <param name="now">Unix seconds.</param>
    public Condition Over(long now) => Condition.LessOrEqual(Attribute, now);

    /// <inheritdoc cref="Over"/>
    public bool IsOver(Item item, long now) => Over(now).Holds(item);
}
