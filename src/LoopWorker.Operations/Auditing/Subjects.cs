using System.Security.Cryptography;
using System.Text;

namespace LoopWorker.Operations.Auditing;

/// <summary>How records speak of persons.</summary>
public static class Subjects
{
    private const string UserPrefix = "user:";
    private const int Bytes = 8;

    /// <summary>The pseudonym of a user: whoever has the key can tell whether a record is about it; nobody can read the key from it.</summary>
    /// <returns><c>user:</c> and 16 hexadecimal digits of the key's SHA-256.</returns>
    public static string User(string pubkey) =>
        $"{UserPrefix}{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(pubkey)).AsSpan(0, Bytes))}";

    /// <summary>Whether a text has the form of a pseudonym.</summary>
    public static bool IsPseudonym(string text) =>
        text.Length == UserPrefix.Length + (2 * Bytes)
        && text.StartsWith(UserPrefix, StringComparison.Ordinal)
        && text.Skip(UserPrefix.Length).All(char.IsAsciiHexDigitLower);
}
