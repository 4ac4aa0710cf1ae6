using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Json;

/// <summary>What is stored under a key cannot be read as what the caller asked for. It is left as it is.</summary>
/// <param name="key">The item's key.</param>
/// <param name="attribute">The attribute that cannot be read.</param>
/// <param name="fault">What is wrong with it; never the value itself.</param>
/// <param name="cause">What the reader said.</param>
public sealed class StoredValueException(ItemKey key, string attribute, string fault, Exception? cause)
    : Exception($"The attribute '{attribute}' of the item {key} cannot be read: {fault}.", cause)
{
    public ItemKey Key => key;

    public string Attribute => attribute;
}
