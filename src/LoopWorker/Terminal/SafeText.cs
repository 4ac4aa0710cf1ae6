using System.Globalization;
using System.Text;

namespace LoopWorker.Terminal;

/// <summary>Stored text for a terminal, on which it can do nothing but be read.</summary>
public static class SafeText
{
    /// <summary>
    /// The text with each character that would move the cursor, change the terminal or reorder what is read shown as <c>\u001B</c>: control
    /// characters (C0, DEL, C1), marks and overrides of direction, line and paragraph separators, and halves of surrogate pairs.
    /// </summary>
    /// <remarks>Markup is not escaped: whoever prints with Spectre does that as well.</remarks>
    public static string Of(string text)
    {
        if (!text.Any(char.IsSurrogate) && !text.Any(IsUnsafe))
            return text;
        var safe = new StringBuilder(text.Length + 16);
        for (var at = 0; at < text.Length; at++)
        {
            var isPair = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);
            if (isPair)
                safe.Append(text, at++, 2);
            else if (char.IsSurrogate(text[at]) || IsUnsafe(text[at]))
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[at]:X4}");
            else
                safe.Append(text[at]);
        }
        return safe.ToString();
    }

    // Source: Unicode Standard Annex 9, table 4, lists the characters of explicit direction.
    private static bool IsUnsafe(char character) =>
        char.IsControl(character)
        || character
            is '\u061C'
                or '\u200E'
                or '\u200F'
                or (>= '\u2028' and <= '\u202E')
                or (>= '\u2066' and <= '\u2069');
}
