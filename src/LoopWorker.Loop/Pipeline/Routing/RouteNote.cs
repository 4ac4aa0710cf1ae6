using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Routing;

/// <summary>What a routed message needs besides its body and attributes; it travels as one attribute beside them.</summary>
public sealed record RouteNote
{
    /// <summary>Whose event it is.</summary>
    public required string User { get; init; }

    /// <summary>The queue it came in by.</summary>
    public required string SourceQueue { get; init; }

    /// <summary>Its id there; in the routing queue it has another.</summary>
    public required string MessageId { get; init; }

    /// <summary>When it was sent there.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Its message group there; null if it has none.</summary>
    public string? GroupId { get; init; }

    /// <summary>The type of a bare payload that names none, by the settings of its source.</summary>
    public string? DefaultType { get; init; }

    /// <summary>An attribute that had to make room for this note, for SQS allows ten; null as a rule.</summary>
    public DisplacedAttribute? Displaced { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, RouteNoteJson.Default.RouteNote);

    /// <summary>Reads a note; null if the text is none.</summary>
    public static RouteNote? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, RouteNoteJson.Default.RouteNote);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(RouteNote))]
internal sealed partial class RouteNoteJson : JsonSerializerContext;
