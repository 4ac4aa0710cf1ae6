using System.Collections;

namespace LoopWorker.Tables.Values;

/// <summary>
/// An item: its key and its other attributes, in the order they were given. Immutable; equal if the attributes are,
/// whatever their order.
/// </summary>
public sealed class Item : IEquatable<Item>, IEnumerable<KeyValuePair<string, AttributeValue>>
{
    private readonly KeyValuePair<string, AttributeValue>[] _attributes;

    /// <param name="key">The primary key; its two attributes are not named again.</param>
    /// <param name="attributes">The others. Items have a dozen, so looking one up is a walk along the array.</param>
    /// <exception cref="ArgumentException">If a name occurs twice or is a key attribute's.</exception>
    public Item(ItemKey key, params IEnumerable<KeyValuePair<string, AttributeValue>> attributes)
    {
        Key = key;
        _attributes = [.. attributes];
        for (var i = 0; i < _attributes.Length; i++)
        {
            var name = _attributes[i].Key;
            if (name is ItemKey.PartitionAttribute or ItemKey.SortAttribute || IndexOf(name) != i)
                throw new ArgumentException($"The attribute '{name}' is given twice.", nameof(attributes));
        }
    }

    /// <summary>An item with the attributes given by name and value.</summary>
    public static Item Of(ItemKey key, params ReadOnlySpan<(string Name, AttributeValue Value)> attributes)
    {
        var pairs = new KeyValuePair<string, AttributeValue>[attributes.Length];
        for (var i = 0; i < pairs.Length; i++)
            pairs[i] = new(attributes[i].Name, attributes[i].Value);
        return new Item(key, pairs);
    }

    public ItemKey Key { get; }

    /// <summary>How many attributes it has besides the key's two.</summary>
    public int Count => _attributes.Length;

    /// <summary>The value of an attribute, key attributes included; null if there is none.</summary>
    public AttributeValue? this[string name] =>
        name switch
        {
            ItemKey.PartitionAttribute => Key.Partition,
            ItemKey.SortAttribute => Key.Sort,
            _ => IndexOf(name) is var index and >= 0 ? _attributes[index].Value : null,
        };

    /// <summary>The same item with the attribute added or replaced.</summary>
    public Item With(string name, AttributeValue value)
    {
        var index = IndexOf(name);
        return index < 0
            ? new Item(Key, [.. _attributes, new(name, value)])
            : new Item(Key, _attributes.Select((pair, i) => i == index ? new(name, value) : pair));
    }

    /// <summary>The same item without the attribute.</summary>
    public Item Without(string name) =>
        IndexOf(name) < 0 ? this : new Item(Key, _attributes.Where(pair => pair.Key != name));

    public bool Equals(Item? other) =>
        other is not null
        && Key == other.Key
        && Count == other.Count
        && _attributes.All(pair => pair.Value.Equals(other[pair.Key]));

    public override bool Equals(object? obj) => Equals(obj as Item);

    public override int GetHashCode() => HashCode.Combine(Key, Count);

    /// <summary>The attributes besides the key's two.</summary>
    public IEnumerator<KeyValuePair<string, AttributeValue>> GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, AttributeValue>>)_attributes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(string name)
    {
        for (var i = 0; i < _attributes.Length; i++)
            if (_attributes[i].Key == name)
                return i;
        return -1;
    }
}
