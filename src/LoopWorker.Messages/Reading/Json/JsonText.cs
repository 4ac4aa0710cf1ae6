using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using LoopWorker.Messages.Failures;

namespace LoopWorker.Messages.Reading.Json;

/// <summary>
/// JSON parsed on pooled bytes. What was read from it must be copied out before it is disposed.
/// </summary>
internal readonly ref struct JsonText
{
    private readonly byte[]? _rented;
    private readonly JsonDocument? _document;

    private JsonText(byte[] rented, int length, string where)
    {
        _rented = rented;
        try
        {
            _document = JsonDocument.Parse(rented.AsMemory(0, length));
        }
        catch (JsonException error)
        {
            Failure = NotJson(where, $"line {error.LineNumber + 1}, byte {error.BytePositionInLine + 1}");
        }
    }

    private JsonText(byte[] rented, Failure failure)
    {
        _rented = rented;
        Failure = failure;
    }

    public Failure? Failure { get; }

    /// <summary>The value; undefined if there is a <see cref="Failure"/>.</summary>
    public JsonElement Root => _document?.RootElement ?? default;

    public static JsonText Parse(string text, int utf8Length, string where)
    {
        var rented = ArrayPool<byte>.Shared.Rent(utf8Length);
        // Half a surrogate pair would become U+FFFD and two different bodies the same event: it is refused instead.
        var status = Utf8.FromUtf16(text, rented, out _, out var written, replaceInvalidSequences: false);
        return status == OperationStatus.Done
            ? new JsonText(rented, written, where)
            : new JsonText(rented, NotJson(where, $"byte {written + 1}, half of a surrogate pair"));
    }

    /// <summary>Parses what a JSON string holds, as AWS.Messaging and SNS nest it.</summary>
    /// <param name="text">The string.</param>
    /// <param name="where">What it is called.</param>
    /// <param name="isBase64">Whether it holds bytes in base64.</param>
    public static JsonText ParseContent(JsonElement text, string where, bool isBase64)
    {
        if (isBase64)
            return ParseBase64(text, where);
        var raw = JsonMarshal.GetRawUtf8Value(text);
        var rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        try
        {
            var reader = new Utf8JsonReader(raw);
            reader.Read();
            return new JsonText(rented, reader.CopyString(rented), where);
        }
        catch (InvalidOperationException)
        {
            return new JsonText(rented, NotJson(where, "half of a surrogate pair"));
        }
    }

    private static JsonText ParseBase64(JsonElement text, string where)
    {
        // The text takes more room than its bytes.
        var raw = JsonMarshal.GetRawUtf8Value(text);
        var rented = ArrayPool<byte>.Shared.Rent(raw.Length);
        if (!JsonStrings.TryGetUtf8(text, out var base64))
            return new JsonText(rented, NotJson(where, "half of a surrogate pair"));
        if (Base64.DecodeFromUtf8(base64, rented, out _, out var length) != OperationStatus.Done)
            return new JsonText(
                rented,
                new Failure(FailureCodes.InvalidField, $"{where} is no base64: expected the payload as JSON in base64.")
            );
        return Utf8.IsValid(rented.AsSpan(0, length))
            ? new JsonText(rented, length, where)
            : new JsonText(rented, NotJson(where, "bytes that are not UTF-8"));
    }

    public void Dispose()
    {
        _document?.Dispose();
        if (_rented is not null)
            ArrayPool<byte>.Shared.Return(_rented);
    }

    private static Failure NotJson(string where, string position) =>
        new(
            FailureCodes.InvalidJson,
            $"{where} is not JSON of at most 64 levels: {position}. Send one JSON object (RFC 8259) in UTF-8, without a byte order mark."
        );
}
