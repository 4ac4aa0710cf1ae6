using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>A message attribute that had to make room for one of ours, as kept in that one.</summary>
public sealed record DisplacedAttribute(string Name, string DataType, string? Text, byte[]? Bytes)
{
    /// <summary>Takes one out where there is no room for another: the last by name. Null if there is room.</summary>
    public static DisplacedAttribute? MakeRoomIn(Dictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count < QueueLimits.MessageAttributes)
            return null;
        var (name, (type, text, bytes)) = attributes.MaxBy(pair => pair.Key, StringComparer.Ordinal);
        attributes.Remove(name);
        return new DisplacedAttribute(name, type, text, bytes?.ToArray());
    }

    public MessageAttribute ToAttribute() => new(DataType, Text, Bytes is null ? (ReadOnlyMemory<byte>?)null : Bytes);
}
