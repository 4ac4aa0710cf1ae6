using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.KeyValue;

/// <summary>Keys of one namespace: <c>{namespace}.{id}</c>, or the id alone where the namespace is empty.</summary>
internal sealed class NamespacedKeys(string @namespace)
{
    private readonly string _prefix = @namespace.Length == 0 ? "" : @namespace + ".";

    public static KeySchema Schema { get; } = new("key");

    public ItemKey Of(string id) =>
        id.Length > 0
            ? Schema.Key(_prefix + id)
            : throw new ArgumentException("An id has at least one character.", nameof(id));

    /// <summary>The id under which the namespace knows the key; null if it is another's.</summary>
    public string? IdOf(ItemKey key) =>
        key.Partition.Length > _prefix.Length && key.Partition.StartsWith(_prefix, StringComparison.Ordinal)
            ? key.Partition[_prefix.Length..]
            : null;
}
