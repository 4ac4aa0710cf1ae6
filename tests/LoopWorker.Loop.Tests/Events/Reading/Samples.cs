using System.Text.Json.Nodes;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Events.Reading;

/// <summary>Valid messages with every field, and the reading of them.</summary>
internal static class Samples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static EventReader Reader { get; } = new(maxBodyBytes: 262_144);

    public static IReadOnlyDictionary<string, MessageAttribute> NoAttributes { get; } =
        new Dictionary<string, MessageAttribute>();

    public static string Transaction =>
        """
            {"transaction_id":"sq_01HRZ","processor":"square","merchant_id":"merch-7","merchant_name":"Café Zürich",
             "location_id":"L1","amount_cents":1250,"currency":"EUR","card_fingerprint":"fp_9a8b","card_last4":"4242",
             "occurred_at":"2026-03-01T11:59:30Z","proof":{"type":"receipt","data":"c2ln"},
             "location":{"latitude":47.3769,"longitude":8.5417,"accuracy_m":12.5}}
            """;

    public static string Crossing =>
        """
            {"event_id":"geo-1","user_pubkey":"5A7EYKTZ","merchant_id":"merch-7","transition":"enter",
             "latitude":47.3769,"longitude":8.5417,"accuracy_m":12.5,"occurred_at":"2026-03-01T11:59:30Z"}
            """;

    public static string Vault =>
        """{"event_id":"v-1","user_pubkey":"5A7EYKTZ","amount":18446744073709551615,"occurred_at":"2026-03-01T11:59:30Z"}""";

    public static IReadOnlyDictionary<string, string> Payloads { get; } =
        new Dictionary<string, string>
        {
            [PosTransactionMessage.WireName] = Transaction,
            [GeofenceCrossingMessage.WireName] = Crossing,
            [VaultYieldMessage.WireName] = Vault,
            [VaultUnlockMessage.WireName] = Vault,
        };

    /// <summary>The shortest envelope.</summary>
    public static string Line(string type, string data) => $$"""{"type":"{{type}}","data":{{data}} }""";

    public static ReadResult Read(string body, string? defaultType = null) =>
        Reader.Read(body, NoAttributes, defaultType, Now);

    public static T ReadAs<T>(string body, string? defaultType = null)
        where T : LoopEvent
    {
        var result = Read(body, defaultType);
        Assert.True(result.Succeeded, result.Failure?.Detail);
        return Assert.IsType<T>(result.Event);
    }

    /// <summary>The payload of a type with one field replaced by JSON text, or removed.</summary>
    public static string WithField(string type, string path, string? json) => With(Payloads[type], path, json);

    /// <summary>A payload with one field replaced by JSON text, or removed.</summary>
    public static string With(string payload, string path, string? json)
    {
        const string Mark = "@@";
        var root = JsonNode.Parse(payload)!.AsObject();
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(root, (node, name) => node[name]!.AsObject());
        parent[names[^1]] = Mark;
        if (json is null)
            parent.Remove(names[^1]);
        // As text, since a node would normalise numbers and refuse broken ones.
        return root.ToJsonString().Replace($"\"{Mark}\"", json, StringComparison.Ordinal);
    }

    public static Failure FailureOf(string type, string path, string? json)
    {
        var result = Read(WithField(type, path, json), type);
        Assert.False(result.Succeeded, $"{path} = {json} was accepted");
        return result.Failure;
    }
}
