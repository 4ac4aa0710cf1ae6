using System.IO.Compression;
using System.Text;

namespace LoopWorker.Tables.Patterns.Checkpoints.States;

/// <summary>The text of a state as compressed bytes, and back.</summary>
internal static class StateText
{
    // Of Brotli's 11 qualities: above 5, JSON gets little smaller and takes many times as long.
    private const int Quality = 5;
    private const int WindowBits = 22;

    /// <summary>UTF-8 that refuses lone surrogates, which would come back as other characters.</summary>
    public static UTF8Encoding Utf8 { get; } = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static ReadOnlyMemory<byte> Compress(string text)
    {
        var bytes = Utf8.GetBytes(text);
        var compressed = new byte[BrotliEncoder.GetMaxCompressedLength(bytes.Length)];
        return BrotliEncoder.TryCompress(bytes, compressed, out var written, Quality, WindowBits)
            ? compressed.AsMemory(0, written)
            : throw new InvalidOperationException($"Brotli did not compress {bytes.Length} bytes.");
    }

    /// <exception cref="InvalidDataException">If the bytes are not what <see cref="Compress"/> makes.</exception>
    public static string Decompress(ReadOnlyMemory<byte> compressed)
    {
        using var source = new BrotliStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        using var text = new StreamReader(source, Utf8, detectEncodingFromByteOrderMarks: false);
        try
        {
            return text.ReadToEnd();
        }
        catch (Exception exception) when (exception is InvalidOperationException or DecoderFallbackException)
        {
            throw new InvalidDataException("The bytes are no compressed UTF-8.", exception);
        }
    }
}
