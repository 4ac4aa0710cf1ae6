using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Operations.DeadLetters.Letters;

/// <summary>What a replay leaves beside a message, as one attribute: how often it was replayed, and why it had failed.</summary>
public sealed record ReplayNote
{
    /// <summary>The name of the attribute.</summary>
    public const string Attribute = "loop-replay";

    /// <summary>How often the message has been replayed, this time included.</summary>
    public required int Count { get; init; }

    /// <summary>When it was replayed last.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTimeOffset At { get; init; }

    /// <summary>The operation that did it, as <c>dlq history</c> names it.</summary>
    public required string Run { get; init; }

    /// <summary>Why it had failed, with earlier notes behind it; null if it had none, or there was no room.</summary>
    public FailureNote? Failure { get; init; }

    /// <summary>An attribute of the original that found no room beside this note, for SQS allows ten; null as a rule.</summary>
    public DisplacedAttribute? Displaced { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, ReplayNoteJson.Default.ReplayNote);

    /// <summary>Reads a note; null if the text is none.</summary>
    public static ReplayNote? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, ReplayNoteJson.Default.ReplayNote);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ReplayNote))]
internal sealed partial class ReplayNoteJson : JsonSerializerContext;
