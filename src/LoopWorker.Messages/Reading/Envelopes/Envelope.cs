using System.Text.Json;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types;

namespace LoopWorker.Messages.Reading.Envelopes;

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
/// <param name="Content">An object, or a string that holds JSON, in base64 if the content's name is <c>data_base64</c>.</param>
/// <param name="Failure">Why it cannot be opened.</param>
internal readonly record struct Envelope(
    EnvelopeKind Kind,
    string? Type,
    string? ContentName,
    JsonElement Content,
    Failure? Failure = null
)
{
    /// <summary>Whether the content is in base64.</summary>
    public bool IsBase64 => ContentName == CloudEventsEnvelope.DataBase64;

    private static readonly FieldNames Marks = new(
        CloudEventsEnvelope.SpecVersion,
        CloudEventsEnvelope.Type,
        CloudEventsEnvelope.Data,
        CloudEventsEnvelope.DataBase64,
        SnsEnvelope.Type,
        EventBridgeEnvelope.DetailType
    );

    /// <summary>Opens the outermost layer of an object.</summary>
    /// <param name="root">An object.</param>
    /// <param name="outermost">Layers above this one are not looked for: they cannot be inside what was opened before.</param>
    /// <param name="named">The type that is named outside of the object; null for none.</param>
    public static Envelope Open(JsonElement root, EnvelopeKind outermost, MessageType? named)
    {
        // A payload may have members of its own that are called as an envelope's are: they are unknown fields like others.
        if (named is not null && EnvelopeMembers.IsPayloadOf(named, root))
            return Bare(root);
        var marks = new FieldReader(root, Marks);
        if (SnsEnvelope.IsOne(marks) && outermost <= EnvelopeKind.Sns)
            return SnsEnvelope.Open(root);
        if (EventBridgeEnvelope.IsOne(marks) && outermost <= EnvelopeKind.EventBridge)
            return EventBridgeEnvelope.Open(root);
        return CloudEventsEnvelope.IsOne(marks) && outermost <= EnvelopeKind.CloudEvents
            ? CloudEventsEnvelope.Open(root)
            : Bare(root);
    }

    private static Envelope Bare(JsonElement root) => new(EnvelopeKind.Bare, Type: null, ContentName: null, root);
}
