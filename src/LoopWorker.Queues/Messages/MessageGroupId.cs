using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Queues.Messages;

/// <summary>Names of FIFO message groups.</summary>
public static class MessageGroupId
{
    // Source: Amazon SQS API Reference, SendMessage, MessageGroupId: letters, digits and ASCII punctuation.
    private static readonly SearchValues<char> Allowed = SearchValues.Create([
        .. Enumerable.Range('!', '~' - '!' + 1).Select(code => (char)code),
    ]);

    /// <summary>
    /// The group of everything that has this name: the name itself where SQS takes it, and else its SHA-256 in hexadecimal
    /// digits. The same name gives the same group.
    /// </summary>
    public static string Of(string name) =>
        name.Length is > 0 and <= QueueLimits.FifoIdLength && !name.AsSpan().ContainsAnyExcept(Allowed)
            ? name
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
