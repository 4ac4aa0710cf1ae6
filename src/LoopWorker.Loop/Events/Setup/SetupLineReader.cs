using System.Text;
using System.Text.Json;
using LoopWorker.Messages.Reading.Envelopes;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Reading.Json;

namespace LoopWorker.Loop.Events.Setup;

/// <summary>Reads the lines of a file that prepare state: <c>{"type": ..., "data": {...}}</c> with one of <see cref="SetupTypes"/>.</summary>
public static class SetupLineReader
{
    /// <summary>Far above what a setup line can need; longer lines are left to the event reader and its limit.</summary>
    private const int MaximumCharacters = 262_144;

    private static readonly FieldNames TypeName = new(CloudEventsEnvelope.Type);

    /// <summary>
    /// False if the line is none of these: it is for the event reader then, which also says what is wrong with a line
    /// that is no JSON. Never throws.
    /// </summary>
    public static bool TryRead(string line, out SetupResult result)
    {
        result = default;
        if (line.Length > MaximumCharacters)
            return false;

        using var text = JsonText.Parse(line, Encoding.UTF8.GetByteCount(line), "The line");
        if (text.Root.ValueKind != JsonValueKind.Object)
            return false;

        var typeValue = new FieldReader(text.Root, TypeName).Value(CloudEventsEnvelope.Type);
        if (typeValue.ValueKind != JsonValueKind.String || !JsonStrings.TryGetText(typeValue, out var type))
            return false;
        if (type is not (SetupTypes.CardLink or SetupTypes.Preferences))
            return false;

        var envelope = CloudEventsEnvelope.Open(text.Root);
        result = envelope.Failure is { } failure ? SetupResult.Of(failure) : ReadContent(type, envelope);
        return true;
    }

    private static SetupResult ReadContent(string type, Envelope envelope)
    {
        if (envelope.Content.ValueKind == JsonValueKind.Object)
            return ReadPayload(type, envelope.Content);

        using var text = JsonText.ParseContent(envelope.Content, envelope.ContentName!, envelope.IsBase64);
        if (text.Failure is { } failure)
            return SetupResult.Of(failure);
        if (text.Root.ValueKind == JsonValueKind.Object)
            return ReadPayload(type, text.Root);

        var found = $"a string that holds {ValueShape.Of(text.Root)}";
        return SetupResult.Of(FieldFailures.Invalid(envelope.ContentName!, found, EnvelopeContent.Expected));
    }

    private static SetupResult ReadPayload(string type, JsonElement payload) =>
        type == SetupTypes.CardLink ? CardLinkReader.Read(payload) : PreferencesReader.Read(payload);
}
