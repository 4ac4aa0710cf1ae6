using System.Text.Json.Nodes;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Storage;

namespace LoopWorker.Simulation.Traffic;

/// <summary>Makes events of a handful of users, some of them hot, with all that goes wrong upstream.</summary>
internal sealed class EventMaker(Random random, TimeProvider time)
{
    public const int Users = 7;
    private const int Merchants = 3;

    private readonly List<SentMessage> _made = [];
    private int _ids;

    public static string User(int number) => $"user{number}";

    public static string Card(string user) => "card-" + user;

    /// <summary>An ordinary event, or now and then a repeat, a changed repeat, a stranger's or rubbish.</summary>
    public SentMessage Next(bool fifo) =>
        random.Next(20) switch
        {
            0 or 1 when Earlier() is { } earlier => earlier with { Group = GroupOf(fifo, earlier.User) },
            2 when Earlier() is { Event: { } occurred } => Message(Changed(occurred), fifo),
            3 => Message(Sale(card: "card-unknown"), fifo),
            4 => new SentMessage(
                "{\"type\":\"loop.pos.transaction.v1\",\"data\":{",
                null,
                null,
                null,
                null,
                GroupOf(fifo, null)
            ),
            _ => Message(Event(), fifo),
        };

    private SentMessage? Earlier() => _made.Count == 0 ? null : _made[random.Next(_made.Count)] with { Id = "" };

    private LoopEvent Event()
    {
        var user = User(random.Next(3) == 0 ? 0 : random.Next(Users));
        return random.Next(10) switch
        {
            < 6 => Sale(Card(user)),
            < 8 => new GeofenceCrossing(
                NewId("g"),
                user,
                $"m{random.Next(Merchants)}",
                (Transition)random.Next(3),
                new Position(37.5, -122.25, 10),
                Now()
            ),
            8 => new VaultYield(NewId("y"), user, (ulong)random.Next(1, 1_000), Now()),
            _ => new VaultUnlock(NewId("l"), user, (ulong)random.Next(1, 1_000), Now()),
        };
    }

    private PosTransaction Sale(string card) =>
        new(
            NewId("t"),
            "square",
            $"m{random.Next(Merchants)}",
            null,
            null,
            random.Next(1, 10_000),
            "USD",
            card,
            "4242",
            Now(),
            null,
            null
        );

    private static LoopEvent Changed(LoopEvent occurred) =>
        occurred switch
        {
            PosTransaction sale => sale with { AmountCents = sale.AmountCents + 1 },
            GeofenceCrossing crossing => crossing with { MerchantId = crossing.MerchantId + "x" },
            VaultYield yield => yield with { Amount = yield.Amount + 1 },
            VaultUnlock unlock => unlock with { Amount = unlock.Amount + 1 },
            _ => occurred,
        };

    private SentMessage Message(LoopEvent occurrence, bool fifo)
    {
        var user = occurrence switch
        {
            UserEvent ofUser => ofUser.UserPubkey,
            PosTransaction { CardFingerprint: "card-unknown" } => null,
            PosTransaction sale => sale.CardFingerprint["card-".Length..],
            _ => null,
        };
        var message = new SentMessage(
            Body(occurrence),
            occurrence,
            PayloadHash.Of(occurrence),
            Keys.Marker(occurrence),
            user,
            GroupOf(fifo, user)
        );
        _made.Add(message);
        return message;
    }

    // Some groups are of a user, some of many.
    private string? GroupOf(bool fifo, string? user) =>
        !fifo ? null
        : random.Next(2) == 0 ? $"of-{user}"
        : $"of-merchant{random.Next(Merchants)}";

    private string NewId(string prefix) => $"{prefix}{++_ids}";

    // Whole seconds, as most senders have it, and a while ago.
    private DateTimeOffset Now() =>
        DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() - random.Next(120));

    private static string Body(LoopEvent occurrence)
    {
        var data = occurrence switch
        {
            PosTransaction sale => new JsonObject
            {
                ["transaction_id"] = sale.Id,
                ["processor"] = sale.Processor,
                ["merchant_id"] = sale.MerchantId,
                ["amount_cents"] = sale.AmountCents,
                ["card_fingerprint"] = sale.CardFingerprint,
                ["card_last4"] = sale.CardLast4,
            },
            GeofenceCrossing crossing => new JsonObject
            {
                ["event_id"] = crossing.Id,
                ["user_pubkey"] = crossing.UserPubkey,
                ["merchant_id"] = crossing.MerchantId,
                ["transition"] = crossing.Transition switch
                {
                    Transition.Enter => "enter",
                    Transition.Dwell => "dwell",
                    _ => "exit",
                },
                ["latitude"] = crossing.Position.Latitude,
                ["longitude"] = crossing.Position.Longitude,
                ["accuracy_m"] = crossing.Position.AccuracyMeters,
            },
            VaultYield yield => Vault(yield, yield.Amount),
            VaultUnlock unlock => Vault(unlock, unlock.Amount),
            _ => throw new ArgumentOutOfRangeException(nameof(occurrence)),
        };
        data["occurred_at"] = occurrence.OccurredAt.ToString(
            "yyyy-MM-dd'T'HH:mm:ss'Z'",
            System.Globalization.CultureInfo.InvariantCulture
        );
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = occurrence.Id,
            ["source"] = "/simulation",
            ["type"] = occurrence.Type,
            ["data"] = data,
        }.ToJsonString();
    }

    private static JsonObject Vault(UserEvent occurrence, ulong amount) =>
        new()
        {
            ["event_id"] = occurrence.Id,
            ["user_pubkey"] = occurrence.UserPubkey,
            ["amount"] = amount,
        };
}
