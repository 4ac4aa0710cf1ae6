using LoopWorker.Loop.Events.Reading.Fields;

namespace LoopWorker.Loop.Events.Reading.Envelopes;

/// <summary>
/// An event of EventBridge: <c>detail-type</c> is the type, unless <c>detail</c> is a CloudEvents envelope that names
/// one itself, as AWS.Messaging sends it.
/// </summary>
internal static class EventBridgeEnvelope
{
    public const string DetailType = "detail-type";
    public const string Detail = "detail";

    public static bool IsOne(in FieldReader fields) => fields.Has(DetailType);

    public static Envelope Open(ref FieldReader fields) =>
        new(
            EnvelopeKind.EventBridge,
            EnvelopeContent.TypeName(ref fields, DetailType),
            Detail,
            EnvelopeContent.Of(ref fields, Detail)
        );
}
