using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Operations.DeadLetters.Sweeping;

/// <summary>Which messages were seen: 16 bytes for each, whatever its id.</summary>
internal sealed class SeenMessages
{
    private readonly HashSet<Guid> _seen = [];

    public int Count => _seen.Count;

    /// <summary>Notes it; false if it was seen before.</summary>
    public bool Add(string messageId) => _seen.Add(KeyOf(messageId));

    // SQS's ids are UUIDs.
    private static Guid KeyOf(string messageId) =>
        Guid.TryParseExact(messageId, "D", out var id)
            ? id
            : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)).AsSpan(0, 16));
}
