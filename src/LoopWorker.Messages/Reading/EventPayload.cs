using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Messages.Reading.Envelopes;
using LoopWorker.Messages.Reading.Json;
using LoopWorker.Messages.Types;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Messages.Reading;

/// <summary>
/// The payload of a message: what lies in its innermost envelope, by the rules of <see cref="EventReader"/>, whether it can be read as an event
/// or not.
/// </summary>
/// <param name="Type">The type that the message names for it; null if it names none.</param>
/// <param name="Content">Any JSON value.</param>
public readonly record struct EventPayload(string? Type, JsonElement Content)
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Finds the payload of a message; null if its body is not JSON of at most 64 levels.</summary>
    /// <param name="body">As it was received.</param>
    /// <param name="attributes">The message's attributes; <c>type</c> names the type of a bare payload.</param>
    /// <param name="defaultType">The type of a bare payload without that attribute; null for none.</param>
    public static EventPayload? Of(
        string body,
        IReadOnlyDictionary<string, MessageAttribute> attributes,
        string? defaultType
    )
    {
        if (Parse(body) is not { } root)
            return null;
        var found = new EventPayload();
        _ = Rewrite(
            root,
            EnvelopeKind.Sns,
            TypeOf(attributes) ?? defaultType,
            (type, content) =>
            {
                found = new EventPayload(type, content);
                return null;
            }
        );
        return found;
    }

    /// <summary>The body with another payload, in the same envelopes; null if it is not JSON of at most 64 levels.</summary>
    /// <param name="body">As it was received.</param>
    /// <param name="attributes">The message's attributes.</param>
    /// <param name="defaultType">The type of a bare payload without an attribute <c>type</c>; null for none.</param>
    /// <param name="change">Gives the new payload for the old one. Where it gives null, JSON's null takes its place.</param>
    public static string? Replace(
        string body,
        IReadOnlyDictionary<string, MessageAttribute> attributes,
        string? defaultType,
        Func<JsonElement, JsonNode?> change
    ) =>
        Parse(body) is { } root
            ? Rewrite(root, EnvelopeKind.Sns, TypeOf(attributes) ?? defaultType, (_, content) => change(content))
            : null;

    private static string? TypeOf(IReadOnlyDictionary<string, MessageAttribute> attributes) =>
        attributes.GetValueOrDefault(EventReader.TypeAttribute)?.Text;

    private static string Rewrite(
        JsonElement root,
        EnvelopeKind outermost,
        string? type,
        Func<string?, JsonElement, JsonNode?> change
    )
    {
        var envelope =
            root.ValueKind == JsonValueKind.Object
                ? Envelope.Open(root, outermost, type is null ? null : MessageTypes.Standard.Find(type))
                : default;
        if (
            envelope is not { Failure: null, ContentName: { } name }
            || Inner(envelope) is not ({ } content, var isText)
        )
            return change(envelope.Type ?? type, root)?.ToJsonString(new() { Encoder = Readable.Encoder }) ?? "null";

        var inner = Rewrite(content, envelope.Kind + 1, envelope.Type ?? type, change);
        return WithMember(
            root,
            name,
            !isText ? inner
                : envelope.IsBase64 ? Quoted(Convert.ToBase64String(Encoding.UTF8.GetBytes(inner)))
                : Quoted(inner)
        );
    }

    // What an envelope holds, and whether as text; null if that is not JSON.
    private static (JsonElement Content, bool IsText)? Inner(Envelope envelope)
    {
        if (envelope.Content.ValueKind == JsonValueKind.Object)
            return (envelope.Content, false);
        if (envelope.Content.ValueKind != JsonValueKind.String)
            return null;
        using var text = JsonText.ParseContent(envelope.Content, envelope.ContentName!, envelope.IsBase64);
        return text.Failure is null ? (text.Root.Clone(), true) : null;
    }

    private static JsonElement? Parse(string body)
    {
        using var text = JsonText.Parse(body, Encoding.UTF8.GetMaxByteCount(body.Length), "The body");
        return text.Failure is null ? text.Root.Clone() : null;
    }

    // Everything else stays as it is written, numbers to the digit.
    private static string WithMember(JsonElement root, string name, string json)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Readable))
        {
            writer.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                writer.WritePropertyName(member.Name);
                writer.WriteRawValue(member.Name == name ? json : member.Value.GetRawText());
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Quoted(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
