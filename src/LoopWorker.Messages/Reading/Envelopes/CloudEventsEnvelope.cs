using System.Diagnostics;
using System.Text.Json;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Reading.Json;
using LoopWorker.Queues.Tracing;

namespace LoopWorker.Messages.Reading.Envelopes;

/// <summary>
/// CloudEvents 1.0, structured mode, as AWS.Messaging publishes it: <c>data</c> is an object or a string that holds
/// one, or <c>data_base64</c> holds one in base64. Lines of files may leave out everything but <c>type</c> and <c>data</c>; id, source and time are not read, as
/// the payload has its own.
/// </summary>
internal static class CloudEventsEnvelope
{
    public const string SpecVersion = "specversion";
    public const string Type = "type";
    public const string Data = "data";
    public const string DataBase64 = "data_base64";

    private static readonly FieldNames Names = new(SpecVersion, Type, Data, DataBase64);

    public static bool IsOne(in FieldReader fields) =>
        fields.Has(SpecVersion) || (fields.Has(Type) && (fields.Has(Data) || fields.Has(DataBase64)));

    public static Envelope Open(JsonElement root)
    {
        var fields = new FieldReader(root, Names);
        var envelope = Read(ref fields);
        return envelope with { Failure = fields.Failure };
    }

    private static Envelope Read(ref FieldReader fields)
    {
        if (fields.Has(SpecVersion) && !IsVersion1(fields.Value(SpecVersion)))
            fields.Fail(
                new Failure(
                    FailureCodes.UnknownEnvelope,
                    $"{SpecVersion} is {ValueShape.Of(fields.Value(SpecVersion))}: expected the string 1.0 of CloudEvents 1.0."
                )
            );

        var type = EnvelopeContent.TypeName(ref fields, Type);
        if (!fields.Has(DataBase64))
            return new Envelope(EnvelopeKind.CloudEvents, type, Data, EnvelopeContent.Of(ref fields, Data));
        // Senders that hand over bytes write it (CloudEvents 1.0, JSON format, 3.1).
        if (fields.Has(Data))
            fields.Invalid(DataBase64, "there beside data", "one of the two");
        fields.Require(
            DataBase64,
            JsonValueKind.String,
            "a string that holds the payload as JSON in base64",
            out var bytes
        );
        return new Envelope(EnvelopeKind.CloudEvents, type, DataBase64, bytes);
    }

    /// <summary>
    /// The trace by CloudEvents' extension for distributed tracing, which AWS.Messaging fills; the default value if there is none. No
    /// event is refused for it, whatever it is.
    /// </summary>
    public static ActivityContext TraceOf(JsonElement root) =>
        TextOf(root, TraceContext.ParentAttribute) is { } parent
            ? TraceContext.Of(parent, TextOf(root, TraceContext.StateAttribute))
            : default;

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
        && JsonStrings.TryGetText(value, out var text)
            ? text
            : null;

    private static bool IsVersion1(JsonElement version) =>
        version.ValueKind == JsonValueKind.String
        && JsonStrings.TryGetUtf8(version, out var utf8)
        && utf8.SequenceEqual("1.0"u8);
}
