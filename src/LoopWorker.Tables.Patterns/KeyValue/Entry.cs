using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.KeyValue;

/// <summary>A stored value and the id it is stored under.</summary>
/// <param name="Id">Without the namespace.</param>
/// <param name="Value">The value.</param>
public sealed record Entry<T>(string Id, T Value);

/// <summary>Some of the entries of a <see cref="KeyValueTable"/>.</summary>
/// <param name="Entries">Possibly none, though more pages follow: what the filter leaves out was read all the same.</param>
/// <param name="Next">Where the next page begins; null after the last.</param>
public sealed record EntryPage<T>(IReadOnlyList<Entry<T>> Entries, ItemKey? Next);
