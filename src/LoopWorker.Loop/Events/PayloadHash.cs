using System.Buffers.Text;
using System.Security.Cryptography;

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
        fields.Add(loopEvent.Type);
        fields.Add(loopEvent.Id);
        fields.Add(loopEvent.OccurredAt);
        switch (loopEvent)
        {
            case PosTransaction transaction:
                Add(fields, transaction);
                break;
            case GeofenceCrossing crossing:
                fields.Add(crossing.UserPubkey);
                fields.Add(crossing.MerchantId);
                fields.Add((ulong)crossing.Transition);
                Add(fields, crossing.Position);
                break;
            case VaultYield vaultYield:
                fields.Add(vaultYield.UserPubkey);
                fields.Add(vaultYield.Amount);
                break;
            case VaultUnlock unlock:
                fields.Add(unlock.UserPubkey);
                fields.Add(unlock.Amount);
                break;
            default:
                throw new ArgumentException($"No fields are known for the type {loopEvent.Type}.", nameof(loopEvent));
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(fields.Bytes, hash);
        return Base64Url.EncodeToString(hash);
    }

    private static void Add(CanonicalFields fields, PosTransaction transaction)
    {
        fields.Add(transaction.Processor);
        fields.Add(transaction.MerchantId);
        fields.Add(transaction.MerchantName);
        fields.Add(transaction.LocationId);
        fields.Add((ulong)transaction.AmountCents);
        fields.Add(transaction.Currency);
        fields.Add(transaction.CardFingerprint);
        fields.Add(transaction.CardLast4);
        fields.Add(transaction.Proof?.Type);
        fields.Add(transaction.Proof?.Data);
        Add(fields, transaction.Location);
    }

    private static void Add(CanonicalFields fields, Position? position)
    {
        fields.Add(position is null ? 0UL : 1UL);
        if (position is null)
            return;

        fields.Add(position.Latitude);
        fields.Add(position.Longitude);
        fields.Add(position.AccuracyMeters);
    }
}
