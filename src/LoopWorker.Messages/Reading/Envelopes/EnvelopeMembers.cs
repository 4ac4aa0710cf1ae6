using System.Text.Json;
using LoopWorker.Messages.Types;

namespace LoopWorker.Messages.Reading.Envelopes;

/// <summary>Tells payloads from envelopes, where it is known what type a payload would be of.</summary>
internal static class EnvelopeMembers
{
    // What CloudEvents 1.0, EventBridge and SNS call their members. A type's field of such a name tells nothing.
    private static readonly HashSet<string> Names =
    [
        .. "id source specversion type data data_base64 datacontenttype dataschema subject time".Split(' '),
        .. "version detail-type account region resources detail".Split(' '),
        .. "Type MessageId TopicArn Subject Message MessageAttributes Timestamp".Split(' '),
    ];

    /// <summary>Whether an object has a field of the type that no envelope has.</summary>
    public static bool IsPayloadOf(MessageType type, JsonElement root)
    {
        foreach (var member in root.EnumerateObject())
            if (type.Fields.IndexOf(member) is >= 0 and var known && !Names.Contains(type.Fields.All[known]))
                return true;
        return false;
    }
}
