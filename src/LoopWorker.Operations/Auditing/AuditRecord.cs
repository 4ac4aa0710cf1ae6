using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.Auditing;

/// <summary>One operation: who did what, when, and what came of it. It is written when the operation begins, and again when it ends.</summary>
public sealed record AuditRecord
{
    internal const int IdLength = 8;

    /// <summary>The detail that says from where to go on, which may be a card's key: nothing to show.</summary>
    public const string Place = "place";

    /// <summary>Names the operation; 8 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>What was done, as a command names it: <c>dlq replay</c>, <c>user erase</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>What it was done to: a queue's name, or the <see cref="Subjects">pseudonym</see> of a person. Never a person's key.</summary>
    public required string Subject { get; init; }

    /// <summary>Who did it.</summary>
    public required Operator By { get; init; }

    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it ended; null while it runs, and for good if it was killed.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How it stands: one of <see cref="Outcomes"/>.</summary>
    public required string Outcome { get; init; }

    /// <summary>What stopped it, if something did; null else.</summary>
    public string? Error { get; init; }

    /// <summary>What was asked for, and the counts. The same members for all operations of one kind.</summary>
    public JsonObject Details { get; init; } = [];

    /// <summary>Whether it was done to a dead-letter queue.</summary>
    [JsonIgnore]
    public bool IsOfDeadLetters => Operation.StartsWith("dlq ", StringComparison.Ordinal);

    /// <summary>Whether a text has the shape of an <see cref="Id"/>.</summary>
    public static bool IsId(string text) => text.Length == IdLength && text.All(char.IsAsciiHexDigitLower);

    internal string ToJson() => JsonSerializer.Serialize(this, AuditJson.Default.AuditRecord);

    /// <summary>Reads a record; null if the text is none.</summary>
    internal static AuditRecord? FromJson(string json)
    {
        try
        {
            var record = JsonSerializer.Deserialize(json, AuditJson.Default.AuditRecord);
            // The serializer leaves null what is not there.
            return record is { Details: null } ? record with { Details = [] } : record;
        }
        // The latter where an object is expected, and something else stands.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}

/// <summary>How an operation stands.</summary>
public static class Outcomes
{
    /// <summary>Under way, or killed.</summary>
    public const string Running = "running";

    /// <summary>All that was asked for was done.</summary>
    public const string Done = "done";

    /// <summary>Some of it was done, some could not be.</summary>
    public const string PartlyDone = "partly_done";

    /// <summary>Nothing of it was done.</summary>
    public const string Failed = "failed";

    /// <summary>It was stopped: by a person, a signal or an error.</summary>
    public const string Interrupted = "interrupted";
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(AuditRecord))]
internal sealed partial class AuditJson : JsonSerializerContext;
