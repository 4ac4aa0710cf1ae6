using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using LoopWorker.Tables.Patterns.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Records;

/// <summary>
/// Records as items, an attribute for each member, by what System.Text.Json's source generation knows of their type: strings become
/// <c>S</c>, numbers <c>N</c>, and so on; members that are null are left away.
/// </summary>
/// <param name="type">Of the records. Members with the names of the key attributes have to be strings.</param>
/// <param name="keys">The key of the table.</param>
public sealed class RecordMapping<T>(JsonTypeInfo<T> type, KeySchema keys)
{
    /// <summary>The record as an item.</summary>
    /// <exception cref="ArgumentException">If a key attribute is missing or is no string, or the record is no JSON object.</exception>
    public Item ToItem(T record)
    {
        if (JsonSerializer.SerializeToNode(record, type) is not JsonObject members)
            throw new ArgumentException($"{type.Type.Name} is no record: its JSON is no object.", nameof(record));
        var key = keys.Key(KeyOf(members, keys.Partition), keys.Sort is null ? "" : KeyOf(members, keys.Sort));
        return new Item(
            key,
            from member in members
            where member.Value is not null && !keys.Has(member.Key)
            select KeyValuePair.Create(member.Key, JsonValues.ToAttribute(member.Value))
        );
    }

    /// <summary>The record that an item is; attributes that it does not know are left out.</summary>
    /// <exception cref="StoredValueException">If it is none.</exception>
    public T FromItem(Item item)
    {
        var members = new JsonObject { [keys.Partition] = item.Key.Partition };
        if (keys.Sort is not null)
            members[keys.Sort] = item.Key.Sort;
        foreach (var (name, value) in item.Attributes)
            members[name] = JsonValues.ToNode(value);
        try
        {
            return members.Deserialize(type)!;
        }
        catch (JsonException exception)
        {
            throw new StoredValueException(
                item.Key,
                exception.Path ?? "$",
                $"it does not fit {type.Type.Name}",
                exception
            );
        }
    }

    private static string KeyOf(JsonObject record, string name) =>
        record.TryGetPropertyValue(name, out var value)
        && value?.GetValueKind() == JsonValueKind.String
        && value.GetValue<string>() is { Length: > 0 } text
            ? text
            : throw new ArgumentException(
                $"The key attribute '{name}' of a {typeof(T).Name} has to be a string of one character at least.",
                nameof(record)
            );
}
