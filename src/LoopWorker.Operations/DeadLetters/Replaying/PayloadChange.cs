using System.Text.Json;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations.DeadLetters.Letters;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>A member of a payload that an edit changes.</summary>
/// <param name="Path">Where it is, as <c>location.latitude</c>; empty for the whole payload.</param>
/// <param name="Before">As JSON; null if it was not there.</param>
/// <param name="After">As JSON; null if it is removed.</param>
public sealed record PayloadChange(string Path, string? Before, string? After)
{
    /// <summary>What differs between the payloads of a letter and of the message that takes its place.</summary>
    internal static IReadOnlyList<PayloadChange> Between(Letter original, Letter edited, string body)
    {
        if (body == original.Message.Body)
            return [];
        var before = EventPayload.Of(original.Message.Body, original.Message.Attributes, original.Source?.DefaultType);
        var after = EventPayload.Of(body, edited.Message.Attributes, edited.Source?.DefaultType);
        return before is { } old && after is { } changed
            ? [.. Between("", old.Content, changed.Content)]
            : [new PayloadChange("", original.Message.Body, body)];
    }

    private static IEnumerable<PayloadChange> Between(string path, JsonElement before, JsonElement after)
    {
        if (before.ValueKind != JsonValueKind.Object || after.ValueKind != JsonValueKind.Object)
            return Text(before) == Text(after) ? [] : [new PayloadChange(path, Text(before), Text(after))];
        var names = before
            .EnumerateObject()
            .Concat(after.EnumerateObject())
            .Select(member => member.Name)
            .Distinct(StringComparer.Ordinal);
        return names.SelectMany(name =>
            Between(path.Length == 0 ? name : $"{path}.{name}", Member(before, name), Member(after, name))
        );
    }

    private static JsonElement Member(JsonElement value, string name) =>
        value.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.Undefined ? null : value.GetRawText();
}
