using System.Text.Json;
using LoopWorker.Loop.Events.Reading.Fields;
using LoopWorker.Loop.Failures;

namespace LoopWorker.Loop.Events.Reading.Envelopes;

/// <summary>What a payload comes in, from the outside in: each may hold only those below it.</summary>
internal enum EnvelopeKind
{
    Sns,
    EventBridge,
    CloudEvents,
    Bare,
}

/// <summary>One layer of a message, opened: the type it gives to what it holds.</summary>
/// <param name="Kind">Which layer it is.</param>
/// <param name="Type">The type it names, if any.</param>
/// <param name="ContentName">The field that holds the content; null for a bare payload, which is its own.</param>
/// <param name="Content">An object, or a string that holds JSON.</param>
/// <param name="Failure">Why it cannot be opened.</param>
internal readonly record struct Envelope(
    EnvelopeKind Kind,
    string? Type,
    string? ContentName,
    JsonElement Content,
    Failure? Failure = null
)
{
    private static readonly FieldNames Marks = new(
        CloudEventsEnvelope.SpecVersion,
        CloudEventsEnvelope.Type,
        CloudEventsEnvelope.Data,
        CloudEventsEnvelope.DataBase64,
        SnsEnvelope.Type,
        SnsEnvelope.Message,
        SnsEnvelope.MessageAttributes,
        EventBridgeEnvelope.DetailType,
        EventBridgeEnvelope.Detail
    );

    /// <summary>Opens the outermost layer of an object.</summary>
    /// <param name="root">An object.</param>
    /// <param name="outermost">Layers above this one are not looked for: they cannot be inside what was opened before.</param>
    public static Envelope Open(JsonElement root, EnvelopeKind outermost)
    {
        var fields = new FieldReader(root, Marks);
        var envelope =
            CloudEventsEnvelope.IsOne(fields) && outermost <= EnvelopeKind.CloudEvents
                ? CloudEventsEnvelope.Open(ref fields)
            : SnsEnvelope.IsOne(fields) && outermost <= EnvelopeKind.Sns ? SnsEnvelope.Open(ref fields)
            : EventBridgeEnvelope.IsOne(fields) && outermost <= EnvelopeKind.EventBridge
                ? EventBridgeEnvelope.Open(ref fields)
            : new Envelope(EnvelopeKind.Bare, Type: null, ContentName: null, root);
        return envelope.Kind == EnvelopeKind.Bare ? envelope : envelope with { Failure = fields.Failure };
    }
}
