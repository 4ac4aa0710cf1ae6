using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoopWorker.Loop.Tests.Fuzzing;

/// <summary>Changes of a message's JSON, in its text and in its tree.</summary>
internal static class JsonMutations
{
    // Put in as they are: what JSON may hold, what it may not, and what is in between.
    private static readonly string[] Fragments =
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e-999",
        "1e99999999999999999999",
        "18446744073709551616",
        "-0",
        "0.1e1",
        "0.",
        "1E",
        "00",
        "-",
        "\\ud800",
        "\\udc00\\ud800",
        "\\uffff",
        "\\ufffe",
        "\\u0000",
        "\\u007f",
        "\uFEFF",
        "\0",
        "\u0001",
        "\u0085",
        "\ud800",
        "\udfff",
        "\uffff",
        "\"",
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "null",
        "true",
        "{}",
        "[]",
        "\"\"",
        "/*c*/",
        "\"type\":\"x\",",
        "\"amount_cents\":1,",
        "\"event_id\":1,",
        "\"specversion\":\"2.0\",",
        "\"data\":{},",
        "😀",
        new('[', 70),
        new('9', 400),
        "\\x",
        "\n",
    ];

    private static readonly Func<Random, JsonNode?>[] Values =
    [
        _ => null,
        _ => true,
        _ => "",
        _ => 0,
        _ => -1,
        _ => 1.5,
        _ => new JsonArray(),
        _ => new JsonObject(),
        _ => "\ud83d\ude00",
        _ => "a\u0000b",
        _ => "\u007f\u0085",
        _ => "a\uffff\ufffe",
        _ => "2026-02-30T00:00:00Z",
        _ => "9999-12-31T23:59:59Z",
        _ => "0001-01-01T00:00:00Z",
        _ => JsonNode.Parse("123456789012345678901234567890"),
        _ => JsonNode.Parse("1e400"),
        _ => JsonNode.Parse("1.250e3"),
        _ => JsonNode.Parse("-0.0"),
        random => new string('x', random.Next(300)),
        random => string.Concat(Enumerable.Repeat("é", random.Next(300))),
        random => Nested(random.Next(1, 80)),
    ];

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1_000 };
    private static readonly JsonSerializerOptions DeepAndIndented = new(Deep) { WriteIndented = true };

    /// <summary>Parses what a message may not be: JSON of many levels.</summary>
    public static JsonNode Parse(string body) =>
        JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { MaxDepth = Deep.MaxDepth })!;

    public static string Text(JsonNode node) => node.ToJsonString(Deep);

    /// <summary>Changes some characters.</summary>
    public static string Text(Random random, string body)
    {
        var text = new StringBuilder(body);
        for (var change = random.Next(1, 4); change > 0 && text.Length > 0; change--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    text.Remove(at, length);
                    break;
                case 1:
                    text.Length = at;
                    break;
                case 2:
                    text.Remove(at, length).Insert(at, Fragment(random));
                    break;
                case 3:
                    text.Insert(at, text.ToString(at, length));
                    break;
                case 4:
                    text[at] = (char)random.Next(char.MaxValue + 1);
                    break;
                default:
                    text.Insert(at, Fragment(random));
                    break;
            }
        }
        return text.ToString();
    }

    /// <summary>Changes some members, wherever they are: even inside JSON that is a string.</summary>
    public static string Tree(Random random, string body)
    {
        var root = Parse(body).AsObject();
        for (var change = random.Next(1, 4); change > 0; change--)
            Change(random, Pick(random, root));
        return Text(root);
    }

    /// <summary>Says a member twice, the second time perhaps otherwise.</summary>
    public static string Repeat(Random random, string body)
    {
        var root = Parse(body).AsObject();
        var holder = Pick(random, root);
        var (name, value) = holder.GetAt(random.Next(holder.Count));
        const string Mark = "\"@@\":0";
        holder["@@"] = 0;
        var again = random.Next(2) == 0 ? value : Values[random.Next(Values.Length)](random);
        return Text(root)
            .Replace(
                Mark,
                $"{JsonSerializer.Serialize(name)}:{(again is null ? "null" : Text(again))}",
                StringComparison.Ordinal
            );
    }

    /// <summary>The same message: other white space, order and unknown members.</summary>
    public static string Rewritten(Random random, string body)
    {
        var root = Parse(body).AsObject();
        Shuffle(random, root);
        // Not the last of the values, which may be deeper than a message may.
        root[$"unknown_{random.Next(100)}"] = Values[random.Next(Values.Length - 1)](random);
        return root.ToJsonString(random.Next(2) == 0 ? Deep : DeepAndIndented);
    }

    private static void Change(Random random, JsonObject holder)
    {
        if (holder.Count == 0)
            return;
        var (name, value) = holder.GetAt(random.Next(holder.Count));
        switch (random.Next(4))
        {
            case 0:
                holder.Remove(name);
                break;
            case 1:
                holder.Remove(name);
                holder[random.Next(2) == 0 ? name.ToUpperInvariant() : name + " "] = value;
                break;
            default:
                holder[name] = Values[random.Next(Values.Length)](random);
                break;
        }
    }

    // An object of the tree: the innermost half the time, for there are most of the rules.
    private static JsonObject Pick(Random random, JsonObject root)
    {
        var within = root.Select(member => member.Value).OfType<JsonObject>().Where(node => node.Count > 0).ToList();
        return within.Count == 0 || random.Next(3) == 0 ? root : Pick(random, within[random.Next(within.Count)]);
    }

    private static void Shuffle(Random random, JsonObject node)
    {
        var members = node.ToArray();
        random.Shuffle(members);
        node.Clear();
        foreach (var (name, value) in members)
        {
            if (value is JsonObject within)
                Shuffle(random, within);
            node[name] = value;
        }
    }

    private static JsonNode Nested(int depth)
    {
        JsonNode node = new JsonArray();
        for (; depth > 0; depth--)
            node = depth % 2 == 0 ? new JsonArray(node) : new JsonObject { ["a"] = node };
        return node;
    }

    private static string Fragment(Random random) => Fragments[random.Next(Fragments.Length)];
}
