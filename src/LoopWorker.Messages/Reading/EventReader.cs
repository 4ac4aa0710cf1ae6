using System.Text;
using System.Text.Json;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading.Envelopes;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Reading.Json;
using LoopWorker.Messages.Types;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Messages.Reading;

/// <summary>
/// Reads a queue's messages: a pure function from body and attributes to a typed event or to the reason why there is
/// none. It never throws, whatever the body, and may be used from many threads at once.
/// </summary>
/// <remarks>
/// A payload of the type that is named outside of it is one, whatever else it holds. Else envelopes, by the first that fits: SNS notification,
/// EventBridge event, CloudEvents 1.0, bare payload. An SNS notification may hold any of the others, an EventBridge event may
/// hold CloudEvents.
/// </remarks>
/// <param name="maxBodyBytes">Maximum size of a body in bytes of UTF-8; larger ones fail as <c>too_large</c>.</param>
/// <param name="types">The types known; <see cref="MessageTypes.Standard"/> if none are given.</param>
/// <param name="rule">What an event that reads well has to keep besides; null for nothing.</param>
public sealed class EventReader(
    int maxBodyBytes = EventReader.StandardMaxBodyBytes,
    MessageTypes? types = null,
    EventRule? rule = null
)
{
    // How far occurred_at may lie ahead of this clock: clocks differ, and that is no reason to refuse.
    private static readonly TimeSpan FutureTolerance = TimeSpan.FromMinutes(5);

    internal const string TypeAttribute = "type";

    /// <summary>The largest body that workers take, in bytes, unless they are set otherwise (<c>Pipeline:MaxBodyBytes</c>).</summary>
    public const int StandardMaxBodyBytes = 262_144;

    /// <summary>The attributes that say what an event is and which trace it belongs to: without them a copy is not read as the original is.</summary>
    public static IReadOnlySet<string> NeededAttributes { get; } =
        new HashSet<string> { TypeAttribute, TraceContext.ParentAttribute, TraceContext.StateAttribute };

    private readonly MessageTypes _types = types ?? MessageTypes.Standard;

    /// <param name="body">As it was received.</param>
    /// <param name="attributes">The message's attributes; <c>type</c> names the type of a bare payload.</param>
    /// <param name="defaultType">The type of a bare payload without that attribute, by the queue's settings; null for none.</param>
    /// <param name="now">What the events' times are held against.</param>
    public ReadResult Read(
        string body,
        IReadOnlyDictionary<string, MessageAttribute> attributes,
        string? defaultType,
        DateTimeOffset now
    )
    {
        // No character takes less than a byte, so what is far too large is not counted (nor can the count overflow).
        var bytes = body.Length > maxBodyBytes ? body.Length : Encoding.UTF8.GetByteCount(body);
        if (bytes > maxBodyBytes)
            return ReadResult.Of(EnvelopeFailures.TooLarge(bytes, maxBodyBytes));

        using var text = JsonText.Parse(body, bytes, "The body");
        if (text.Failure is { } failure)
            return ReadResult.Of(failure);
        if (text.Root.ValueKind != JsonValueKind.Object)
            return ReadResult.Of(EnvelopeFailures.NoObject(text.Root));

        var type = attributes.TryGetValue(TypeAttribute, out var attribute) ? attribute.Text : null;
        return ReadLayer(text.Root, EnvelopeKind.Sns, type ?? defaultType, new(now, FutureTolerance));
    }

    private ReadResult ReadLayer(JsonElement root, EnvelopeKind outermost, string? type, ReadingTime time)
    {
        var envelope = Envelope.Open(root, outermost, type is null ? null : _types.Find(type));
        if (envelope.Failure is { } failure)
            return ReadResult.Of(failure);
        if (envelope.Kind == EnvelopeKind.Bare)
            return ReadPayload(root, type, time);

        var within = envelope.Kind + 1;
        type = envelope.Type ?? type;
        var result = ReadContent(envelope, within, type, time);
        return envelope.Kind == EnvelopeKind.CloudEvents
            ? result with
            {
                Trace = CloudEventsEnvelope.TraceOf(root),
            }
            : result;
    }

    private ReadResult ReadContent(Envelope envelope, EnvelopeKind within, string? type, ReadingTime time)
    {
        if (envelope.Content.ValueKind == JsonValueKind.Object)
            return ReadLayer(envelope.Content, within, type, time);

        using var text = JsonText.ParseContent(envelope.Content, envelope.ContentName!, envelope.IsBase64);
        if (text.Failure is { } notJson)
            return ReadResult.Of(notJson);
        if (text.Root.ValueKind == JsonValueKind.Object)
            return ReadLayer(text.Root, within, type, time);

        var found = $"a string that holds {ValueShape.Of(text.Root)}";
        return ReadResult.Of(FieldFailures.Invalid(envelope.ContentName!, found, EnvelopeContent.Expected));
    }

    private ReadResult ReadPayload(JsonElement payload, string? name, ReadingTime time)
    {
        if (name is null)
            return ReadResult.Of(EnvelopeFailures.NoType());
        if (_types.Find(name) is not { } type)
            return ReadResult.Of(EnvelopeFailures.UnknownType(name, _types));
        var result = type.Read(payload, time);
        return result.Event is { } read && rule?.Invoke(read, time.Now) is { } broken ? ReadResult.Of(broken) : result;
    }
}

/// <summary>A rule that reads no field, such as one of an event's age.</summary>
/// <param name="loopEvent">What was read.</param>
/// <param name="now">When it is read.</param>
/// <returns>Why the event cannot take effect; null if it can.</returns>
public delegate Failure? EventRule(LoopEvent loopEvent, DateTimeOffset now);
