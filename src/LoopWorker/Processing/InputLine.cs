using System.Text;
using System.Text.Unicode;

namespace LoopWorker.Processing;

/// <summary>A line of an input file.</summary>
/// <param name="File">The file's path as it was given; <c>-</c> for standard input.</param>
/// <param name="Number">From 1.</param>
/// <param name="Text">The line, never blank. Bytes that are not UTF-8 stand in it as halves of surrogate pairs.</param>
public sealed record InputLine(string File, int Number, string Text)
{
    /// <summary>Whether it could be decoded. What could not must not be sent: it would become other text.</summary>
    public bool IsUtf8 { get; init; } = true;

    // UTF-8's, as Latin-1 reads it.
    private const string ByteOrderMark = "\u00EF\u00BB\u00BF";

    /// <summary>The lines of a file that are not blank, in order.</summary>
    /// <exception cref="IOException">If it cannot be read.</exception>
    public static async Task<IReadOnlyList<InputLine>> ReadAsync(string file, CancellationToken cancellation)
    {
        // In Latin-1 every byte is a character, so lines come as the bytes that they are.
        using var reader = new StreamReader(
            file == "-" ? Console.OpenStandardInput() : System.IO.File.OpenRead(file),
            Encoding.Latin1,
            detectEncodingFromByteOrderMarks: false
        );
        var lines = new List<InputLine>();
        for (var number = 1; await reader.ReadLineAsync(cancellation) is { } bytes; number++)
        {
            var (text, isUtf8) = Decode(
                number == 1 && bytes.StartsWith(ByteOrderMark, StringComparison.Ordinal) ? bytes[3..] : bytes
            );
            if (!string.IsNullOrWhiteSpace(text))
                lines.Add(new InputLine(file, number, text) { IsUtf8 = isUtf8 });
        }
        return lines;
    }

    // What is not UTF-8 becomes half of a surrogate pair, which no reader takes for text. U+FFFD, which decoders put in its place, is text as any
    // other, and the line might take effect.
    private static (string Text, bool IsUtf8) Decode(string bytes)
    {
        var utf8 = Encoding.Latin1.GetBytes(bytes);
        var text = Encoding.UTF8.GetString(utf8);
        return Utf8.IsValid(utf8) ? (text, true) : (text.Replace('\uFFFD', '\uD800'), false);
    }
}
