using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.InMemory.Writes;

/// <summary>What an <see cref="Update"/> makes of an item.</summary>
internal static class UpdateApplication
{
    private const string WrongType = "An operand in the update expression has an incorrect data type";

    /// <summary>The item as it becomes; null, and the reason, if a change does not fit what is stored.</summary>
    public static Item? Apply(Update update, Item? stored, out string? fault)
    {
        fault = null;
        var item = stored ?? new Item(update.Key);
        foreach (var change in update.Changes)
        {
            switch (change)
            {
                case AttributeChange.Set(var attribute, var value):
                    item = item.With(attribute, value);
                    break;
                case AttributeChange.Remove(var attribute):
                    item = item.Without(attribute);
                    break;
                case AttributeChange.Add(var attribute, var value):
                    if (Sum(item[attribute], value, out fault) is not { } sum)
                    {
                        fault = $"{fault}: ADD to the attribute '{attribute}'";
                        return null;
                    }
                    item = item.With(attribute, sum);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(update), change.GetType().Name, "Not a change.");
            }
        }
        return item;
    }

    private static AttributeValue? Sum(AttributeValue? stored, AttributeValue added, out string? fault)
    {
        fault = null;
        switch (stored, added)
        {
            case (null, _):
                return added;
            case (NumberValue left, NumberValue right):
                return NumberValue.TryAdd(left, right, out fault);
            case (StringSet left, StringSet right):
                return new StringSet([.. left.Elements, .. right.Elements]);
            case (NumberSet left, NumberSet right):
                return new NumberSet([.. left.Elements, .. right.Elements]);
            case (BinarySet left, BinarySet right):
                return new BinarySet([.. left.Elements, .. right.Elements]);
            default:
                fault = WrongType;
                return null;
        }
    }
}
