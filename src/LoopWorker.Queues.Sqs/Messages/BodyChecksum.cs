using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Queues.Sqs.Messages;

/// <summary>
/// The checksum by which SQS tells what it took and what it gives. Where the host's cryptography has no MD5 (FIPS), bodies are not compared: TCP and TLS
/// guard them as well.
/// </summary>
internal static class BodyChecksum
{
    private static readonly Lazy<bool> Available = new(() => IsAvailableBy(Hash));

    /// <summary>Whether this host can compute it.</summary>
    public static bool IsAvailable => Available.Value;

    /// <summary>Whether a body has the checksum. One that is not told, or cannot be computed here, fits any.</summary>
    public static bool Fits(string body, string? checksum) => Fits(body, checksum, IsAvailable);

    internal static bool Fits(string body, string? checksum, bool isAvailable)
    {
        if (checksum is null || !isAvailable)
            return true;
        var length = Encoding.UTF8.GetMaxByteCount(body.Length);
        var rented = System.Buffers.ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Span<byte> hash = stackalloc byte[MD5.HashSizeInBytes];
            Hash(rented.AsSpan(0, Encoding.UTF8.GetBytes(body, rented)), hash);
            Span<char> text = stackalloc char[2 * MD5.HashSizeInBytes];
            return Convert.TryToHexStringLower(hash, text, out _) && checksum.AsSpan().SequenceEqual(text);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Whether a way to compute it works.</summary>
    internal static bool IsAvailableBy(HashFunction hash)
    {
        try
        {
            hash([], stackalloc byte[MD5.HashSizeInBytes]);
            return true;
        }
        // What OpenSSL refuses, and what a platform does not have at all.
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            return false;
        }
    }

    [SuppressMessage(
        "Security",
        "CA5351",
        Justification = "SQS's choice; it guards against damage, not against people."
    )]
    private static void Hash(ReadOnlySpan<byte> source, Span<byte> hash) => MD5.HashData(source, hash);

    internal delegate void HashFunction(ReadOnlySpan<byte> source, Span<byte> hash);
}
