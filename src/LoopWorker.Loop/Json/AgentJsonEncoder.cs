using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace LoopWorker.Loop.Json;

/// <summary>
/// Escapes only what JSON demands (quotation mark, backslash, control characters, these in lower-case hexadecimal), so
/// that stored text has the bytes that the agents' serializer (Rust's serde_json) gives it.
/// </summary>
public sealed class AgentJsonEncoder : JavaScriptEncoder
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(value => (byte)value),
        (byte)'"',
        (byte)'\\',
    ]);

    private AgentJsonEncoder() { }

    public static AgentJsonEncoder Instance { get; } = new();

    // A control character becomes six: \u001f.
    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    // Lone surrogates count as found: they cannot be written as UTF-8 and are replaced below.
    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        for (var i = 0; i < textLength; i++)
        {
            if (!char.IsSurrogate(text[i]))
            {
                if (WillEncode(text[i]))
                    return i;
            }
            else if (i + 1 < textLength && char.IsSurrogatePair(text[i], text[i + 1]))
            {
                i++;
            }
            else
            {
                return i;
            }
        }
        return -1;
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) => utf8Text.IndexOfAny(Escaped);

    public override unsafe bool TryEncodeUnicodeScalar(
        int unicodeScalar,
        char* buffer,
        int bufferLength,
        out int numberOfCharactersWritten
    )
    {
        var destination = new Span<char>(buffer, bufferLength);
        var escape = unicodeScalar switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            < 0x20 => $"\\u{unicodeScalar:x4}",
            _ => null,
        };
        if (escape is null)
            return new Rune(unicodeScalar).TryEncodeToUtf16(destination, out numberOfCharactersWritten);
        var fits = escape.TryCopyTo(destination);
        numberOfCharactersWritten = fits ? escape.Length : 0;
        return fits;
    }
}
