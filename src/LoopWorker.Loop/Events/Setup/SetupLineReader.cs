using System.Text;
using System.Text.Json;
using LoopWorker.Loop.Events.Reading.Envelopes;
using LoopWorker.Loop.Events.Reading.Fields;
using LoopWorker.Loop.Events.Reading.Json;

namespace LoopWorker.Loop.Events.Setup;

/// <summary>Reads the lines of a file that prepare state: <c>{"type": ..., "data": {...}}</c> with one of <see cref="SetupTypes"/>.</summary>
public static class SetupLineReader
{
    /// <summary>Far above what a setup line can need; longer lines are left to the event reader and its limit.</summary>
    private const int MaximumCharacters = 262_144;

    private static readonly FieldNames EnvelopeNames = new(
        CloudEventsEnvelope.SpecVersion,
        CloudEventsEnvelope.Type,
        CloudEventsEnvelope.Data,
        CloudEventsEnvelope.DataBase64
    );

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

        var fields = new FieldReader(text.Root, EnvelopeNames);
        var typeValue = fields.Value(CloudEventsEnvelope.Type);
        if (typeValue.ValueKind != JsonValueKind.String || !JsonStrings.TryGetText(typeValue, out var type))
            return false;
        if (type is not (SetupTypes.CardLink or SetupTypes.Preferences))
            return false;

        var envelope = CloudEventsEnvelope.Open(ref fields);
        result = fields.Failure is { } failure ? SetupResult.Of(failure) : ReadContent(type, envelope.Content);
        return true;
    }

    private static SetupResult ReadContent(string type, JsonElement content)
    {
        if (content.ValueKind == JsonValueKind.Object)
            return ReadPayload(type, content);

        using var text = JsonText.ParseContent(content, CloudEventsEnvelope.Data);
        if (text.Failure is { } failure)
            return SetupResult.Of(failure);
        if (text.Root.ValueKind == JsonValueKind.Object)
            return ReadPayload(type, text.Root);

        var found = $"a string that holds {ValueShape.Of(text.Root)}";
        return SetupResult.Of(FieldFailures.Invalid(CloudEventsEnvelope.Data, found, EnvelopeContent.Expected));
    }

    private static SetupResult ReadPayload(string type, JsonElement payload) =>
        type == SetupTypes.CardLink ? CardLinkReader.Read(payload) : PreferencesReader.Read(payload);
}
