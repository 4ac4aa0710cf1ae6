using System.Text.Json;
using LoopWorker.Messages.Reading.Fields;

namespace LoopWorker.Messages.Reading.Envelopes;

/// <summary>
/// An event of EventBridge: <c>detail-type</c> is the type, unless <c>detail</c> is a CloudEvents envelope that names
/// one itself, as AWS.Messaging sends it.
/// </summary>
internal static class EventBridgeEnvelope
{
    public const string DetailType = "detail-type";
    public const string Detail = "detail";

    private static readonly FieldNames Names = new(DetailType, Detail);

    public static bool IsOne(in FieldReader fields) => fields.Has(DetailType);

    public static Envelope Open(JsonElement root)
    {
        var fields = new FieldReader(root, Names);
        var type = EnvelopeContent.TypeName(ref fields, DetailType);
        var content = EnvelopeContent.Of(ref fields, Detail);
        return new Envelope(EnvelopeKind.EventBridge, type, Detail, content, fields.Failure);
    }
}
