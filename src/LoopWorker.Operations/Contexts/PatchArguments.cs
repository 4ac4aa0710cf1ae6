using System.Text.Json;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Users;

namespace LoopWorker.Operations.Contexts;

/// <summary>Changes as people write them: <c>preferences.auto_stake=false</c>, <c>preferences.risk_tolerance=bold</c>.</summary>
public static class PatchArguments
{
    /// <summary>Reads one. A value that is no JSON is a string, so that strings need no quotation marks.</summary>
    /// <param name="text">The path, an equals sign and the value.</param>
    /// <param name="change">The change; null if there is an error.</param>
    /// <returns>What is wrong, in one line that names the known paths or the values that are allowed; null if nothing is.</returns>
    public static string? Read(string text, out FieldChange? change)
    {
        change = null;
        var end = text.IndexOf('=', StringComparison.Ordinal);
        if (end <= 0)
            return $"a text without a path and an equals sign: expected PATH=VALUE, with one of the paths {Paths}";
        var read = new FieldChange(text[..end], ValueOf(text[(end + 1)..]));
        try
        {
            // What is stored in the fields makes no difference to whether they can be changed.
            ContextPatch.Apply(UserContext.Initial("anybody"), [read]);
        }
        catch (StateException exception)
        {
            return exception.Message;
        }
        change = read;
        return null;
    }

    private static string Paths => string.Join(", ", ContextPatch.Paths);

    private static JsonElement ValueOf(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return StringOf(text);
        }
    }

    private static JsonElement StringOf(string text) => JsonElement.Parse($"\"{JsonEncodedText.Encode(text)}\"");
}
