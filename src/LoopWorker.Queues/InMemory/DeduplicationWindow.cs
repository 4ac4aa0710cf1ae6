using System.Security.Cryptography;
using System.Text;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>The deduplication ids that a FIFO queue has seen within five minutes, and the messages accepted under them.</summary>
internal sealed class DeduplicationWindow
{
    private readonly Dictionary<string, string> _messageIds = [];
    private readonly Queue<(string Id, TimeSpan Until)> _oldestFirst = new();

    /// <summary>The deduplication id of a message: its own or, as SQS has it, the SHA-256 of its body.</summary>
    public static string IdOf(OutgoingMessage message) =>
        message.DeduplicationId ?? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(message.Body)));

    /// <summary>The id of the message that was accepted under the deduplication id; null if there is none.</summary>
    public string? Find(string deduplicationId, TimeSpan now)
    {
        while (_oldestFirst.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _messageIds.Remove(oldest.Id);
            _oldestFirst.Dequeue();
        }
        return _messageIds.GetValueOrDefault(deduplicationId);
    }

    public void Remember(string deduplicationId, string messageId, TimeSpan now)
    {
        _messageIds[deduplicationId] = messageId;
        _oldestFirst.Enqueue((deduplicationId, now + QueueLimits.DeduplicationWindow));
    }
}
