using System.Collections;
using LoopWorker.Tables.Capacity;

namespace LoopWorker.Tables.Values;

/// <summary>
/// An item: its key and its other attributes, in the order they were given. Immutable; equal if the attributes are,
/// whatever their order.
/// </summary>
public sealed class Item : IEquatable<Item>, IEnumerable<KeyValuePair<string, AttributeValue>>
{
    private readonly KeyValuePair<string, AttributeValue>[] _attributes;
    private int _size;

    /// <param name="key">The primary key; its attributes are not named again.</param>
    /// <param name="attributes">The others. Items have a dozen, so looking one up is a walk along the array.</param>
    /// <exception cref="ArgumentException">If a name occurs twice or is a key attribute's, or a value is null.</exception>
    public Item(ItemKey key, params IEnumerable<KeyValuePair<string, AttributeValue>> attributes)
        : this(key, attributes.ToArray()) { }

    // Takes the array over.
    private Item(ItemKey key, KeyValuePair<string, AttributeValue>[] attributes)
    {
        Key = key;
        _attributes = attributes;
        for (var i = 0; i < attributes.Length; i++)
        {
            var (name, value) = attributes[i];
            if (key.Schema.Has(name) || IndexOf(name) != i)
                throw new ArgumentException($"The attribute '{name}' is given twice.", nameof(attributes));
            if (value is null)
                throw new ArgumentException(
                    $"The attribute '{name}' has no value: leave it away or give it {nameof(NullValue)}.{nameof(NullValue.Instance)}.",
                    nameof(attributes)
                );
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

    /// <summary>How many attributes it has besides those of its key.</summary>
    public int Count => _attributes.Length;

    /// <summary>Its bytes as DynamoDB counts them (<see cref="ItemSize"/>), worked out once.</summary>
    public int Size => _size != 0 ? _size : _size = ItemSize.Of(this);

    /// <summary>The attributes besides those of its key, in the order they were given.</summary>
    public ReadOnlySpan<KeyValuePair<string, AttributeValue>> Attributes => _attributes;

    /// <summary>The value of an attribute, key attributes included; null if there is none.</summary>
    public AttributeValue? this[string name] =>
        name == Key.Schema.Partition ? Key.Partition
        : name == Key.Schema.Sort ? Key.Sort
        : IndexOf(name) is var index and >= 0 ? _attributes[index].Value
        : null;

    /// <summary>Whether it has the attribute; it always has those of its key.</summary>
    public bool Has(string name) => Key.Schema.Has(name) || IndexOf(name) >= 0;

    /// <summary>The same item with the attribute added or replaced.</summary>
    public Item With(string name, AttributeValue value)
    {
        var index = IndexOf(name);
        return index < 0
            ? new Item(Key, [.. _attributes, new(name, value)])
            : new Item(Key, [.. Attributes[..index], new(name, value), .. Attributes[(index + 1)..]]);
    }

    /// <summary>The same item without the attribute.</summary>
    public Item Without(string name)
    {
        var index = IndexOf(name);
        return index < 0 ? this : new Item(Key, [.. Attributes[..index], .. Attributes[(index + 1)..]]);
    }

    public bool Equals(Item? other) =>
        other is not null
        && Key == other.Key
        && Count == other.Count
        && _attributes.All(pair => pair.Value.Equals(other[pair.Key]));

    public override bool Equals(object? obj) => Equals(obj as Item);

    public override int GetHashCode()
    {
        // A sum, because the order of attributes does not count.
        var sum = Key.GetHashCode();
        foreach (var (name, value) in _attributes)
            sum += HashCode.Combine(name, value);
        return sum;
    }

    public override string ToString() => $"{Key} ({Count} attributes)";

    /// <summary>The attributes besides those of its key.</summary>
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
