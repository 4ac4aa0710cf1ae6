using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>A JSON merge patch: members to set, null to remove. Pure.</summary>
/// <remarks>Source: RFC 7396, section 2.</remarks>
public static class MergePatch
{
    /// <summary>Reads the text of a patch that changes members.</summary>
    /// <exception cref="FormatException">If it is no JSON object, names a member twice, or has a string that is no Unicode text.</exception>
    public static JsonObject Parse(string text)
    {
        try
        {
            if (JsonNode.Parse(text) is JsonObject patch && IsWhole(patch))
                return patch;
        }
        // What is wrong within it shows only when it is looked at: in a string half of a surrogate pair, or the second member of a name.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new FormatException("The text is no JSON object.", exception);
        }
        throw new FormatException("The text is no JSON object.");
    }

    /// <summary>The value with the patch applied.</summary>
    /// <param name="target">Any JSON value; undefined for none.</param>
    /// <param name="patch">Any JSON value: an object changes members, anything else takes the target's place.</param>
    public static JsonNode? Apply(JsonElement target, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            return Node(patch);
        var result = new JsonObject();
        if (target.ValueKind == JsonValueKind.Object)
            foreach (var member in target.EnumerateObject())
                result[member.Name] = Node(member.Value);
        foreach (var change in patch.EnumerateObject())
            if (change.Value.ValueKind == JsonValueKind.Null)
                result.Remove(change.Name);
            else
                result[change.Name] = Apply(Member(target, change.Name), change.Value);
        return result;
    }

    private static bool IsWhole(JsonNode? node) =>
        node switch
        {
            JsonObject members => members.All(member => IsWhole(member.Value)),
            JsonArray elements => elements.All(IsWhole),
            JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>() is not null,
            _ => true,
        };

    private static JsonElement Member(JsonElement target, string name) =>
        target.ValueKind == JsonValueKind.Object && target.TryGetProperty(name, out var member) ? member : default;

    // Numbers stay as they are written.
    private static JsonNode? Node(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.Object => JsonObject.Create(value),
            JsonValueKind.Array => JsonArray.Create(value),
            _ => JsonValue.Create(value),
        };
}
