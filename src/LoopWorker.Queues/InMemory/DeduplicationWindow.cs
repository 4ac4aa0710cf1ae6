using System.Security.Cryptography;
using System.Text;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>The deduplication ids that a FIFO queue has seen within five minutes, and the messages accepted under them.</summary>
internal sealed class DeduplicationWindow
{
    private readonly Dictionary<DeduplicationKey, string> _messageIds = [];
    private readonly Queue<(DeduplicationKey Key, TimeSpan Until)> _oldestFirst = new();

    /// <summary>The deduplication id of a message: its own or, as SQS has it, the SHA-256 of its body.</summary>
    public static string IdOf(OutgoingMessage message) =>
        message.DeduplicationId ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Body)));

    /// <summary>The id of the message that was accepted under the key; null if there is none.</summary>
    public string? Find(DeduplicationKey key, TimeSpan now)
    {
        while (_oldestFirst.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _messageIds.Remove(oldest.Key);
            _oldestFirst.Dequeue();
        }
        return _messageIds.GetValueOrDefault(key);
    }

    public void Remember(DeduplicationKey key, string messageId, TimeSpan now)
    {
        _messageIds[key] = messageId;
        _oldestFirst.Enqueue((key, now + QueueLimits.DeduplicationWindow));
    }
}

/// <summary>Under which a message is accepted once.</summary>
/// <param name="Group">The message group, where ids count within their group; null where they count in the whole queue.</param>
/// <param name="Id">The deduplication id.</param>
internal readonly record struct DeduplicationKey(string? Group, string Id);
