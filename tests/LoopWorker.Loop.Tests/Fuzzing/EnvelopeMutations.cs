using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Fuzzing;

/// <summary>Changes of what is around a message: envelopes, encodings, sizes and attributes.</summary>
internal static class EnvelopeMutations
{
    /// <summary>Puts the body into envelopes it may or may not be in, up to four.</summary>
    public static string Nest(Random random, string body)
    {
        for (var layers = random.Next(1, 5); layers > 0; layers--)
            body = Wrap(random, body);
        return body;
    }

    /// <summary>The body in an encoding that is not JSON, or in JSON that says the same in other characters.</summary>
    public static string Encode(Random random, string body) =>
        random.Next(8) switch
        {
            0 => "\uFEFF" + body,
            1 => Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
            2 => Convert.ToBase64String(Zipped(body)),
            3 => JsonSerializer.Serialize(body),
            4 => Uri.EscapeDataString(body),
            // UTF-16 that was taken for bytes.
            5 => Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(body)),
            6 => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(body + "é")),
            _ => body.ReplaceLineEndings("\r\n") + new string('\n', random.Next(3)),
        };

    /// <summary>The same JSON with every character of its strings escaped.</summary>
    public static string Escaped(string body)
    {
        var text = new StringBuilder(body.Length * 6);
        var inString = false;
        for (var at = 0; at < body.Length; at++)
        {
            var isEscape = body[at] == '\\';
            if (body[at] == '"')
                inString = !inString;
            if (isEscape)
            {
                var length = body[at + 1] == 'u' ? 6 : 2;
                text.Append(body, at, length);
                at += length - 1;
            }
            else if (inString && body[at] != '"')
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)body[at]:x4}");
            else
                text.Append(body[at]);
        }
        return text.ToString();
    }

    /// <summary>A body of a size at which something changes.</summary>
    public static string Resize(Random random, string body)
    {
        int[] sizes = [0, 1, 2, 262_143, 262_144, 262_145, 409_000, 1_000_000, 1_048_100, 1_048_576, 1_048_577];
        var size = sizes[random.Next(sizes.Length)];
        var bytes = Encoding.UTF8.GetByteCount(body);
        return bytes <= size ? body + new string(' ', size - bytes) : body[..Math.Min(size, body.Length)];
    }

    /// <summary>Other attributes than the message needs.</summary>
    public static Dictionary<string, MessageAttribute> Attributes(Random random)
    {
        var attributes = new Dictionary<string, MessageAttribute>();
        for (var count = random.Next(11); count > 0; count--)
            attributes[$"a{count}"] =
                random.Next(2) == 0
                    ? MessageAttribute.String("v")
                    : new MessageAttribute("Binary", Bytes: new byte[] { 0, 255 });
        if (attributes.Count < 10)
            attributes["type"] = random.Next(5) switch
            {
                0 => new MessageAttribute("Number", "1"),
                1 => new MessageAttribute("Binary", Bytes: new byte[] { 1 }),
                2 => MessageAttribute.String("loop.of.the.future.v9"),
                3 => MessageAttribute.String(VaultUnlockMessage.WireName),
                _ => MessageAttribute.String(PosTransactionMessage.WireName),
            };
        if (attributes.Count < 10 && random.Next(3) == 0)
            attributes["loop-failure"] = MessageAttribute.String("an old note");
        return attributes;
    }

    private static string Wrap(Random random, string body)
    {
        var type = random.Next(3) == 0 ? "unknown" : VaultYieldMessage.WireName;
        JsonNode content = random.Next(2) == 0 ? JsonValue.Create(body) : JsonMutations.Parse(body);
        var envelope = random.Next(5) switch
        {
            0 => new JsonObject
            {
                ["specversion"] = "1.0",
                ["type"] = type,
                ["data"] = content,
            },
            1 => new JsonObject
            {
                ["specversion"] = "1.0",
                ["type"] = type,
                ["datacontenttype"] = "application/json",
                ["data_base64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(body)),
            },
            2 => new JsonObject { ["Type"] = "Notification", ["Message"] = content },
            3 => new JsonObject { ["detail-type"] = type, ["detail"] = content },
            _ => new JsonObject { ["Records"] = new JsonArray(content) },
        };
        return JsonMutations.Text(envelope);
    }

    private static byte[] Zipped(string body)
    {
        var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
            zip.Write(Encoding.UTF8.GetBytes(body));
        return bytes.ToArray();
    }
}
