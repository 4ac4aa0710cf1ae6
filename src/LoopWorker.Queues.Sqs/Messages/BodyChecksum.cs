using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Queues.Sqs.Messages;

/// <summary>The checksum by which SQS tells what it took and what it gives.</summary>
internal static class BodyChecksum
{
    /// <summary>Whether a body has the checksum. One that is not told fits any.</summary>
    [SuppressMessage(
        "Security",
        "CA5351",
        Justification = "SQS's choice; it guards against damage, not against people."
    )]
    public static bool Fits(string body, string? checksum)
    {
        if (checksum is null)
            return true;
        var length = Encoding.UTF8.GetMaxByteCount(body.Length);
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
            MD5.HashData(rented.AsSpan(0, Encoding.UTF8.GetBytes(body, rented)), hash);
            Span<char> text = stackalloc char[2 * MD5.HashSizeInBytes];
            return Convert.TryToHexStringLower(hash, text, out _) && checksum.AsSpan().SequenceEqual(text);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
