using System.Text.Json;

namespace LoopWorker.Messages.Reading.Json;

/// <summary>Says what was found without saying its content: details of failures are logged and shown.</summary>
internal static class ValueShape
{
    public const string BrokenEscape = "a string with half of a surrogate pair";

    public static string Of(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "an array",
            JsonValueKind.Number => "a number",
            JsonValueKind.True or JsonValueKind.False => "a boolean",
            JsonValueKind.String => JsonStrings.TryGetText(value, out var text) ? Of(text) : BrokenEscape,
            _ => "nothing",
        };

    public static string Of(string text)
    {
        var characters = CharacterCount(text);
        return characters == 1 ? "a string of 1 character" : $"a string of {characters} characters";
    }

    /// <summary>Unicode characters, as JSON Schema counts them: a surrogate pair is one.</summary>
    public static int CharacterCount(string text)
    {
        var characters = text.Length;
        foreach (var unit in text)
        {
            if (char.IsLowSurrogate(unit))
                characters--;
        }
        return characters;
    }
}
