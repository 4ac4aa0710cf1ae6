using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>A message attribute that had to make room for one of ours, as kept in that one.</summary>
public sealed record DisplacedAttribute(string Name, string DataType, string? Text, byte[]? Bytes)
{
    /// <summary>
    /// Takes one out where there is no room for another: the last by name that whoever takes the message can do without. Null if there is room.
    /// </summary>
    /// <param name="attributes">All of them; changed.</param>
    /// <param name="needed">The names of those that stay; fewer than a message may have.</param>
    public static DisplacedAttribute? MakeRoomIn(
        Dictionary<string, MessageAttribute> attributes,
        IReadOnlySet<string> needed
    )
    {
        if (attributes.Count < QueueLimits.MessageAttributes)
            return null;
        var (name, (type, text, bytes)) = attributes
            .Where(pair => !needed.Contains(pair.Key))
            .MaxBy(pair => pair.Key, StringComparer.Ordinal);
        attributes.Remove(name);
        return new DisplacedAttribute(name, type, text, bytes?.ToArray());
    }

    public MessageAttribute ToAttribute() => new(DataType, Text, Bytes is null ? (ReadOnlyMemory<byte>?)null : Bytes);
}
