using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoopWorker.Tables.Patterns.Json;

/// <summary>A hash over JSON as a value: the order of its members does not matter. It notices changes; nothing secret rests on it.</summary>
internal static class ContentHash
{
    /// <summary>32 hexadecimal digits: MD5, or on a host that refuses that (FIPS) as much of SHA-256.</summary>
    public static string Of(string json)
    {
        var sorted = Sorted(JsonNode.Parse(json));
        var bytes = Encoding.UTF8.GetBytes(sorted?.ToJsonString() ?? "null");
        return Convert.ToHexStringLower(Hash(bytes));
    }

    private static byte[] Hash(byte[] bytes)
    {
        try
        {
#pragma warning disable CA5351 // The layout's own hash; it protects nothing.
            return MD5.HashData(bytes);
#pragma warning restore CA5351
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            return SHA256.HashData(bytes)[..16];
        }
    }

    private static JsonNode? Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject members => new JsonObject(
                members
                    .OrderBy(member => member.Key, StringComparer.Ordinal)
                    .Select(member => KeyValuePair.Create(member.Key, Sorted(member.Value)))
            ),
            JsonArray elements => new JsonArray([.. elements.Select(Sorted)]),
            _ => node?.DeepClone(),
        };
}
