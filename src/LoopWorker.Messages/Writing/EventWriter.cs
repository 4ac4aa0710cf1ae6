using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Reading.Envelopes;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Messages.Writing;

/// <summary>
/// Writes events as the messages that <see cref="EventReader"/> reads. The same event gives the same bytes. Nothing is checked here: what
/// breaks a rule is written as it is, and the reader says what is wrong with it.
/// </summary>
public sealed class EventWriter
{
    // Names people and places as they are, where a queue takes them; what it may not take is escaped. Bodies are read by no browser.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string? _source;

    private EventWriter(string? source) => _source = source;

    /// <summary>Payloads as they are, with their type in the message attribute <c>type</c>.</summary>
    public static EventWriter Bare { get; } = new(source: null);

    /// <summary>CloudEvents 1.0 in structured mode, with the members that AWS.Messaging writes.</summary>
    /// <param name="source">Who tells of the events: a URI reference such as <c>/pos/square</c>, not empty.</param>
    /// <exception cref="ArgumentException">If the source is empty.</exception>
    public static EventWriter CloudEvents(string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        return new EventWriter(source);
    }

    /// <summary>The payload of an event: one JSON object with the fields of its type.</summary>
    public static string PayloadOf(LoopEvent loopEvent) => Json(writer => WritePayload(writer, loopEvent));

    /// <summary>The message of an event. It has neither a group nor a deduplication id.</summary>
    /// <param name="loopEvent">What happened.</param>
    /// <param name="trace">The trace that it belongs to; the default value for none.</param>
    public OutgoingMessage Write(LoopEvent loopEvent, ActivityContext trace = default) =>
        _source is null
            ? new OutgoingMessage(PayloadOf(loopEvent)) { Attributes = AttributesOf(loopEvent, trace) }
            : new OutgoingMessage(Json(writer => WriteEnvelope(writer, loopEvent, trace)));

    private static Dictionary<string, MessageAttribute> AttributesOf(LoopEvent loopEvent, ActivityContext trace) =>
        new(TraceContext.ToAttributes(trace))
        {
            [EventReader.TypeAttribute] = MessageAttribute.String(loopEvent.WireType.Name),
        };

    private void WriteEnvelope(Utf8JsonWriter json, LoopEvent loopEvent, ActivityContext trace)
    {
        json.WriteStartObject();
        json.WriteString("id", EnvelopeIdOf(loopEvent));
        json.WriteString("source", _source);
        json.WriteString(CloudEventsEnvelope.SpecVersion, "1.0");
        json.WriteString(CloudEventsEnvelope.Type, loopEvent.WireType.Name);
        json.WriteString("time", UtcTimeConverter.Format(loopEvent.OccurredAt));
        json.WriteString("datacontenttype", "application/json");
        // CloudEvents' extension for distributed tracing.
        if (trace != default)
            json.WriteString(TraceContext.ParentAttribute, TraceContext.ParentOf(trace));
        if (trace != default && !string.IsNullOrEmpty(trace.TraceState))
            json.WriteString(TraceContext.StateAttribute, trace.TraceState);
        json.WritePropertyName(CloudEventsEnvelope.Data);
        WritePayload(json, loopEvent);
        json.WriteEndObject();
    }

    // The same at every repetition, and of the characters that AWS.Messaging's consumers need: they delete a message by it, as the id of
    // an entry in a batch.
    private static string EnvelopeIdOf(LoopEvent loopEvent) =>
        Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{loopEvent.WireType.Name}\n{loopEvent.Id}")).AsSpan(..16)
        );

    private static void WritePayload(Utf8JsonWriter json, LoopEvent loopEvent)
    {
        json.WriteStartObject();
        loopEvent.WireType.Write(new FieldWriter(json), loopEvent);
        json.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var bytes = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(bytes, Options))
            write(writer);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
