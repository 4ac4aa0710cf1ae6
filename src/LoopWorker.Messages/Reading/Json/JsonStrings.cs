using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace LoopWorker.Messages.Reading.Json;

/// <summary>Strings of a document, without the exception that half of an escaped surrogate pair would throw.</summary>
internal static class JsonStrings
{
    public static bool TryGetText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    /// <summary>The string's bytes; from the document itself unless it holds escapes.</summary>
    public static bool TryGetUtf8(JsonElement value, out ReadOnlySpan<byte> utf8)
    {
        utf8 = JsonMarshal.GetRawUtf8Value(value)[1..^1];
        if (!utf8.Contains((byte)'\\'))
            return true;

        var valid = TryGetText(value, out var text);
        utf8 = Encoding.UTF8.GetBytes(text);
        return valid;
    }
}
