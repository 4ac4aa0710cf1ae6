using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Loop.Json;
using LoopWorker.Messages.Failures;

namespace LoopWorker.Processing;

/// <summary>Everything there is to say after a file: the figures and the state it led to.</summary>
/// <param name="Totals">The figures; null if only the state is known.</param>
/// <param name="Table">The state.</param>
/// <param name="Notifications">CloudEvents as they lie in their queue.</param>
/// <param name="DeadLetters">In order of the lines.</param>
/// <param name="Unmatched">Purchases by a card that was not linked, in order of the lines: ignored, or still waiting.</param>
/// <param name="SeveralFiles">Whether a line's number alone does not say which line it is.</param>
public sealed record ProcessReport(
    ProcessTotals? Totals,
    TableView Table,
    IReadOnlyList<string> Notifications,
    IReadOnlyList<(InputLine Line, Failure Failure)> DeadLetters,
    IReadOnlyList<InputLine> Unmatched,
    bool SeveralFiles
)
{
    private static readonly JsonWriterOptions Indented = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = AgentJsonEncoder.Instance,
    };

    /// <summary>One JSON object, its keys sorted at every level: the same state gives the same bytes.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Indented))
            WriteSorted(ToNode(), writer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>The same as a tree.</summary>
    public JsonObject ToNode()
    {
        var report = new JsonObject
        {
            ["dead_letters"] = Array(DeadLetters.Select(DeadLetter)),
            ["markers"] = Object(
                Table.Markers.Select(marker =>
                    KeyValuePair.Create<string, JsonNode?>(
                        marker.Key,
                        new JsonObject
                        {
                            ["cred_amount"] = marker.Value.Amount,
                            ["user_pubkey"] = marker.Value.UserPubkey,
                        }
                    )
                )
            ),
            ["notifications"] = Array(
                Notifications
                    .Select(Notification)
                    .OrderBy(notification => notification["user_pubkey"]?.ToString(), StringComparer.Ordinal)
            ),
            ["totals"] = Totals is null
                ? null
                : JsonSerializer.SerializeToNode(Totals, ProcessJson.Default.ProcessTotals),
            ["unmatched"] = Array(Unmatched.Select(Place)),
            ["users"] = Object(
                Table.Users.Select(user => KeyValuePair.Create<string, JsonNode?>(user.Key, User(user.Value)))
            ),
        };
        if (Table.Counts.Count > 0)
            report["counts"] = Object(
                Table.Counts.Select(merchant =>
                    KeyValuePair.Create<string, JsonNode?>(merchant.Key, Days(merchant.Value))
                )
            );
        return report;
    }

    private static JsonObject Days(IEnumerable<KeyValuePair<string, long>> days) =>
        Object(days.Select(day => KeyValuePair.Create<string, JsonNode?>(day.Key, day.Value)));

    private JsonObject DeadLetter((InputLine Line, Failure Failure) entry)
    {
        var json = Place(entry.Line);
        json["code"] = entry.Failure.Code;
        json["detail"] = entry.Failure.Detail;
        return json;
    }

    private JsonObject Place(InputLine line)
    {
        var json = new JsonObject { ["line"] = line.Number };
        if (SeveralFiles)
            json["file"] = line.File;
        return json;
    }

    // What others have put there may be anything: then it stands in the report as it is.
    private static JsonNode Notification(string cloudEvent) =>
        Parsed(cloudEvent) is JsonObject { } envelope && envelope["data"] is JsonObject data
            ? data.DeepClone()
            : new JsonObject { ["unreadable"] = cloudEvent };

    private static JsonNode? Parsed(string json)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: Stored);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json);
        }
    }

    private static readonly JsonDocumentOptions Stored = new() { MaxDepth = LoopJson.MaximumDepth };

    private static JsonObject User(UserView user) =>
        new()
        {
            ["captures"] = Array(user.Captures.Select(capture => Parsed(capture)!)),
            ["cards"] = Array(user.Cards.Select(card => JsonValue.Create(card))),
            ["context"] = user.ContextData is null ? null : Parsed(user.ContextData),
            ["location"] = user.Location is null
                ? null
                : new JsonObject
                {
                    ["entered_at"] = user.Location.EnteredAt,
                    ["merchant_id"] = user.Location.MerchantId,
                },
            ["version"] = user.Version,
        };

    private static JsonArray Array(IEnumerable<JsonNode> nodes) => new([.. nodes]);

    private static JsonObject Object(IEnumerable<KeyValuePair<string, JsonNode?>> members) => new(members);

    private static void WriteSorted(JsonNode? node, Utf8JsonWriter writer)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (var (name, value) in members.OrderBy(member => member.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(name);
                    WriteSorted(value, writer);
                }
                writer.WriteEndObject();
                break;
            case JsonArray elements:
                writer.WriteStartArray();
                foreach (var element in elements)
                    WriteSorted(element, writer);
                writer.WriteEndArray();
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }
}
