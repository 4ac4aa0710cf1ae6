using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Queues.Messages;

/// <summary>Ids of message groups, and for deduplication in FIFO queues.</summary>
public static class FifoId
{
    // Source: Amazon SQS API Reference, SendMessage, MessageGroupId and MessageDeduplicationId: letters, digits and ASCII punctuation.
    private static readonly SearchValues<char> Allowed = SearchValues.Create([
        .. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code),
    ]);

    /// <summary>
    /// The id of what has this name: the name itself where SQS takes it, and else its SHA-256 in hexadecimal digits. The same
    /// name gives the same id.
    /// </summary>
    public static string Of(string name) =>
        name.Length is > 0 and <= QueueLimits.FifoIdLength && !name.AsSpan().ContainsAnyExcept(Allowed)
            ? name
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    /// <summary>The message group of a message's copy: its own, also in a standard queue, where it keeps deliveries fair between groups.</summary>
    /// <param name="group">Its own; null if it has none.</param>
    /// <param name="messageId">Its id, for a group of its own where a FIFO queue needs one.</param>
    /// <param name="fifo">Whether the copy goes to a FIFO queue.</param>
    public static string? OfGroup(string? group, string messageId, bool fifo) => fifo ? Of(group ?? messageId) : group;
}
