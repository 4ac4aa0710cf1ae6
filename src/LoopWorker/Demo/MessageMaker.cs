using System.Globalization;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Demo;

/// <summary>Makes messages as upstream teams would send them: purchases, crossings, yields, and what goes wrong.</summary>
public sealed class MessageMaker
{
    private const int RememberedForRepeats = 5_000;

    private static readonly string[] Merchants =
    [
        "Blue Bottle",
        "Corner Books",
        "Green Grocer",
        "Harbor Fish",
        "Night Owl Diner",
        "Pedal & Chain",
        "Sunny Nails",
        "Third Street Cinema",
    ];

    private static readonly string[] BadBodies =
    [
        "not json",
        """{"hello":"world"}""",
        """{"type":"loop.unheard.of.v1","data":{}}""",
        """{"type":"loop.pos.transaction.v1","data":{"transaction_id":"t-1"}}""",
    ];

    private readonly DemoOptions _options;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly List<MadeMessage> _sent = [];
    private int _made;

    public MessageMaker(DemoOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _random = new Random(options.Seed);
        Users = [.. Enumerable.Range(0, options.Users).Select(number => MadeUser.Make(_random, number))];
    }

    public IReadOnlyList<MadeUser> Users { get; }

    /// <summary>The messages, in the order to send them; some are repeats of earlier ones.</summary>
    public IEnumerable<MadeMessage> Make()
    {
        for (var i = 0; i < _options.Events; i++)
            yield return Next();
    }

    private MadeMessage Next()
    {
        var choice = _random.NextDouble();
        if (choice < _options.Duplicates && _sent.Count > 0)
            return _sent[_random.Next(_sent.Count)];
        choice -= _options.Duplicates;
        if (choice >= 0 && choice < _options.Bad)
            return new MadeMessage(BadBodies[_random.Next(BadBodies.Length)], MadeKind.Bad, "", null, 0);
        choice -= _options.Bad;
        if (choice >= 0 && choice < _options.Conflicts && Conflict() is { } conflict)
            return conflict;
        return Remember(Fresh());
    }

    private MadeMessage Fresh()
    {
        var number = ++_made;
        var user = Users[_random.Next(Users.Count)];
        return _random.NextDouble() switch
        {
            < 0.75 => Purchase(number, _random.NextDouble() < _options.Unknown ? null : user),
            < 0.95 => Crossing(number, user),
            _ => Vault(number, user),
        };
    }

    private MadeMessage Purchase(int number, MadeUser? user)
    {
        var id = $"txn-{number:D8}";
        var merchant = _random.Next(Merchants.Length);
        var cents = _random.Next(100, 20_000);
        var card = user?.Fingerprint ?? $"fp_stranger_{_random.Next(1_000)}";
        var data =
            $$"""{"transaction_id":"{{id}}","processor":"square","merchant_id":"m-{{merchant}}","merchant_name":"{{Merchants[merchant]}}","amount_cents":{{cents}},"currency":"USD","card_fingerprint":"{{card}}","card_last4":"{{user?.Last4 ?? "0000"}}","occurred_at":"{{Now()}}"}""";
        var body = Envelope(id, "/pos/square", PosTransactionMessage.WireName, data);
        return new MadeMessage(
            body,
            user is null ? MadeKind.Unknown : MadeKind.Capture,
            id,
            user,
            (ulong)cents * 10_000_000
        );
    }

    private MadeMessage Crossing(int number, MadeUser user)
    {
        var id = $"geo-{number:D8}";
        var transition = (number % 3) switch
        {
            0 => "enter",
            1 => "dwell",
            _ => "exit",
        };
        var data =
            $$"""{"event_id":"{{id}}","user_pubkey":"{{user.Pubkey}}","merchant_id":"m-{{_random.Next(Merchants.Length)}}","transition":"{{transition}}","latitude":37.7749,"longitude":-122.4194,"accuracy_m":12.5,"occurred_at":"{{Now()}}"}""";
        var body = Envelope(id, "/geofence", GeofenceCrossingMessage.WireName, data);
        return new MadeMessage(body, MadeKind.Crossing, id, user, 0);
    }

    private MadeMessage Vault(int number, MadeUser user)
    {
        var id = $"vault-{number:D8}";
        var lamports = _random.NextInt64(1, 5_000_000_000);
        var data =
            $$"""{"event_id":"{{id}}","user_pubkey":"{{user.Pubkey}}","amount":{{lamports}},"occurred_at":"{{Now()}}"}""";
        var body = Envelope(id, "/vault", VaultYieldMessage.WireName, data);
        return new MadeMessage(body, MadeKind.Vault, id, user, (ulong)lamports);
    }

    // The same id, another content.
    private MadeMessage? Conflict()
    {
        if (_sent.Count == 0 || _sent[_random.Next(_sent.Count)] is not { Kind: MadeKind.Capture } first)
            return null;
        return first with
        {
            Body = first.Body.Replace("\"processor\":\"square\"", "\"processor\":\"clover\"", StringComparison.Ordinal),
        };
    }

    private MadeMessage Remember(MadeMessage message)
    {
        if (_sent.Count < RememberedForRepeats)
            _sent.Add(message);
        else
            _sent[_random.Next(RememberedForRepeats)] = message;
        return message;
    }

    private string Envelope(string id, string source, string type, string data) =>
        $$$"""{"specversion":"1.0","id":"ce-{{{id}}}","source":"{{{source}}}","type":"{{{type}}}","time":"{{{Now()}}}","data":{{{data}}}}""";

    private string Now() => _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
