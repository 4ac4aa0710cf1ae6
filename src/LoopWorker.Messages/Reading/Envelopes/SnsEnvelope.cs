using System.Text.Json;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Reading.Json;

namespace LoopWorker.Messages.Reading.Envelopes;

/// <summary>
/// What SNS puts around a message where raw delivery is off: <c>Message</c> is a string that holds the message, and
/// the attribute <c>type</c> stands in <c>MessageAttributes</c>.
/// </summary>
internal static class SnsEnvelope
{
    public const string Type = "Type";
    public const string Message = "Message";
    public const string MessageAttributes = "MessageAttributes";

    private static readonly FieldNames Names = new(Type, Message, MessageAttributes);
    private static readonly FieldNames AttributeNames = new("type");
    private static readonly FieldNames ValueNames = new("Value");

    public static bool IsOne(in FieldReader fields) =>
        fields.Value(Type) is { ValueKind: JsonValueKind.String } type
        && JsonStrings.TryGetUtf8(type, out var utf8)
        && utf8.SequenceEqual("Notification"u8);

    public static Envelope Open(JsonElement root)
    {
        var fields = new FieldReader(root, Names);
        string? type = null;
        if (fields.TryObject(MessageAttributes, AttributeNames, out var attributes))
        {
            if (attributes.TryObject("type", ValueNames, out var attribute))
            {
                type = EnvelopeContent.TypeName(ref attribute, "Value");
                attributes.Fail(attribute.Failure);
            }
            fields.Fail(attributes.Failure);
        }

        fields.Require(Message, JsonValueKind.String, "a string that holds the message as JSON", out var message);
        return new Envelope(EnvelopeKind.Sns, type, Message, message, fields.Failure);
    }
}
