using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Json;

/// <summary>Values as JSON text in an attribute of an item.</summary>
internal static class StoredJson
{
    public static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type);

    /// <exception cref="StoredValueException">If the text is not JSON of the type.</exception>
    public static T Read<T>(Item item, string attribute, JsonTypeInfo<T> type)
    {
        var text =
            item[attribute]?.AsString ?? throw new StoredValueException(item.Key, attribute, "it is no string", null);
        try
        {
            return JsonSerializer.Deserialize(text, type)!;
        }
        catch (JsonException exception)
        {
            // The message of the exception may quote the value.
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw new StoredValueException(
                item.Key,
                attribute,
                $"it is not JSON of {type.Type.Name} ({place})",
                exception
            );
        }
    }
}
