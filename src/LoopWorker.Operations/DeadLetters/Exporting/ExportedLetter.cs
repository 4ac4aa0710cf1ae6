using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.DeadLetters.Exporting;

/// <summary>A letter as a line of an export: what is known of it, and all that it takes to send it again.</summary>
public sealed partial record ExportedLetter
{
    /// <summary>Its id in the dead-letter queue. A replay from the file finds the letter by it.</summary>
    public required string LetterId { get; init; }

    /// <summary>The id it had in its source; null if that is not known.</summary>
    public string? OriginalId { get; init; }

    /// <summary>Why it failed.</summary>
    public required string Code { get; init; }

    /// <summary>The same for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The queue it came from; null if that cannot be told.</summary>
    public string? Source { get; init; }

    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset FailedAt { get; init; }

    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset SentAt { get; init; }

    /// <summary>How often it has been replayed.</summary>
    public int Replays { get; init; }

    /// <summary>The event's type; null if it names none.</summary>
    public string? Type { get; init; }

    /// <summary>The event's id; null if it has none.</summary>
    public string? EventId { get; init; }

    public string? GroupId { get; init; }

    /// <summary>X-Ray's header; null for none.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>All attributes, the notes among them.</summary>
    public IReadOnlyDictionary<string, ExportedAttribute> Attributes { get; init; } =
        new Dictionary<string, ExportedAttribute>();

    /// <summary>As it was received.</summary>
    public required string Body { get; init; }

    /// <summary>The line of a letter.</summary>
    public static ExportedLetter Of(Letter letter) =>
        new()
        {
            LetterId = letter.Message.MessageId,
            OriginalId = letter.Note?.MessageId,
            Code = letter.Code,
            Detail = letter.Detail,
            Source = letter.Source?.Queue,
            FailedAt = letter.FailedAt,
            SentAt = letter.Message.SentAt,
            Replays = letter.ReplayCount,
            Type = letter.Type,
            EventId = letter.EventId,
            GroupId = letter.Message.GroupId,
            TraceHeader = letter.Message.TraceHeader,
            Attributes = letter.Message.Attributes.ToDictionary(
                pair => pair.Key,
                pair => new ExportedAttribute(pair.Value.DataType, pair.Value.Text, pair.Value.Bytes?.ToArray())
            ),
            Body = letter.Message.Body,
        };

    /// <summary>A message of the queue with what the line says in place of its own.</summary>
    public ReceivedMessage In(ReceivedMessage message) =>
        message with
        {
            Body = Body,
            Attributes = Attributes.ToDictionary(
                pair => pair.Key,
                pair => new MessageAttribute(
                    pair.Value.DataType,
                    pair.Value.Text,
                    pair.Value.Bytes is { } bytes ? bytes : (ReadOnlyMemory<byte>?)null
                )
            ),
            GroupId = GroupId ?? message.GroupId,
        };

    /// <summary>One line of JSON, of printable ASCII. Opened as a spreadsheet, no cell of it is a formula.</summary>
    public string ToLine() =>
        Active()
            .Replace(
                JsonSerializer.Serialize(this, ExportJson.Lines.ExportedLetter),
                match => $"\\u{(int)match.Value[0]:X4}"
            );

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">If it is none; the message says in a few words what is wrong with it.</exception>
    public static ExportedLetter FromLine(string line)
    {
        try
        {
            var letter =
                JsonSerializer.Deserialize(line, ExportJson.Lines.ExportedLetter)
                ?? throw new FormatException("null is no object");
            // The serializer leaves null what is not there.
            if (letter.Attributes is null)
                return letter with { Attributes = new Dictionary<string, ExportedAttribute>() };
            var empty = letter.Attributes.FirstOrDefault(pair => pair.Value is null or { Text: null, Bytes: null });
            return empty.Key is { } name
                ? throw new FormatException($"its attribute '{name}' has neither text nor bytes")
                : letter;
        }
        catch (JsonException exception)
        {
            throw new FormatException(FaultOf(exception), exception);
        }
        // Half a surrogate pair, escaped.
        catch (InvalidOperationException exception)
        {
            throw new FormatException("a string in it is no Unicode text", exception);
        }
    }

    // The serializer's own words name types, which mean nothing to whoever has edited the file; its reader's do not.
    private static string FaultOf(JsonException exception) =>
        exception.InnerException is JsonException syntax ? syntax.Message.Split(" LineNumber:")[0].TrimEnd('.')
        : exception.Path is { Length: > 2 } path ? $"its {path[2..]} is not what an export has there"
        : "it is no object with letter_id, code and body";

    // What is not printable ASCII, and what spreadsheets take for a formula at the start of a cell, behind what they take for the end of one. Outside of
    // strings there is none of either.
    [GeneratedRegex("[^ -~]|(?<=[,;|] *)[=+@-]", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Active();
}

/// <summary>An attribute of a letter.</summary>
public sealed record ExportedAttribute(string DataType, string? Text = null, byte[]? Bytes = null);

[JsonSerializable(typeof(ExportedLetter))]
internal sealed partial class ExportJson : JsonSerializerContext
{
    public static ExportJson Lines { get; } =
        new(
            new JsonSerializerOptions
            {
                PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
                RespectNullableAnnotations = true,
                RespectRequiredConstructorParameters = true,
            }
        );
}
