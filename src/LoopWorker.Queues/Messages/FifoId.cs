using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Queues.Messages;

/// <summary>Ids of FIFO queues: of message groups, and for deduplication.</summary>
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
}
