using System.Buffers.Text;
using System.Security.Cryptography;
using LoopWorker.Messages;

namespace LoopWorker.Loop.Events;

/// <summary>
/// Tells whether two messages with the same id say the same. It covers the known fields as read, so formatting, order,
/// unknown fields, the envelope and the way a time or number is written make no difference; every known field does.
/// </summary>
/// <remarks>
/// It is stored beside the event's marker: a change of what is hashed makes redelivered events look like conflicting
/// ones until the old markers have expired.
/// </remarks>
public static class PayloadHash
{
    /// <summary>SHA-256 in base64url without padding, 43 characters.</summary>
    public static string Of(LoopEvent loopEvent)
    {
        using var fields = new CanonicalFields();
        fields.Add(loopEvent.WireType.Name);
        fields.Add(loopEvent.Id);
        fields.Add(loopEvent.OccurredAt);
        loopEvent.Type.AddHashedFields(fields, loopEvent);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(fields.Bytes, hash);
        return Base64Url.EncodeToString(hash);
    }
}
