using System.Text.Json;
using System.Text.Json.Serialization;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>Why a message lies in a dead-letter queue; it travels as one attribute beside the original ones.</summary>
public sealed record FailureNote
{
    /// <summary>How many earlier notes one has behind it at most.</summary>
    public const int MostEarlier = 5;

    /// <summary>The reason, one of a documented few.</summary>
    public required string Code { get; init; }

    /// <summary>What was wrong, for people.</summary>
    public required string Detail { get; init; }

    /// <summary>The queue the message was taken from.</summary>
    public required string SourceQueue { get; init; }

    /// <summary>Its id there; in the dead-letter queue it has another.</summary>
    public required string MessageId { get; init; }

    /// <summary>How often it was received, the last time included.</summary>
    public required int ReceiveCount { get; init; }

    /// <summary>How often it was tried, where that was more: messages of FIFO queues are also tried again in hand.</summary>
    public int? Attempts { get; init; }

    [JsonConverter(typeof(UtcTimeConverter))]
    public required DateTimeOffset FailedAt { get; init; }

    /// <summary>An attribute that had to make room for this note, for SQS allows ten; null as a rule.</summary>
    public DisplacedAttribute? Displaced { get; init; }

    /// <summary>The note it had when it came, if it was a dead letter before and was sent back with its note.</summary>
    public FailureNote? Earlier { get; init; }

    /// <summary>This note with the one of an earlier time behind it. Of a long chain the first and the newest are kept.</summary>
    /// <param name="earlier">The note the message came with; null for none.</param>
    public FailureNote Following(FailureNote? earlier)
    {
        var notes = new List<FailureNote>();
        for (var note = earlier; note is not null; note = note.Earlier)
            notes.Add(note);
        if (notes.Count > MostEarlier)
            notes.RemoveRange(MostEarlier - 1, notes.Count - MostEarlier);
        notes.Reverse();
        return this with
        {
            Earlier = notes.Aggregate(
                (FailureNote?)null,
                (chain, note) => note with { Earlier = chain, Displaced = null }
            ),
            Displaced = Displaced ?? earlier?.Displaced,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, FailureNoteJson.Default.FailureNote);

    /// <summary>Reads a note; null if the text is none.</summary>
    public static FailureNote? FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, FailureNoteJson.Default.FailureNote);
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
[JsonSerializable(typeof(FailureNote))]
internal sealed partial class FailureNoteJson : JsonSerializerContext;
