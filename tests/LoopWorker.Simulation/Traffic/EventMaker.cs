using System.Text.Json.Nodes;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Traffic;

/// <summary>Makes events of a handful of users, some of them hot, with all that goes wrong upstream.</summary>
internal sealed class EventMaker(Random random, TimeProvider time)
{
    public const int Users = 7;

    /// <summary>The number of one more user, whose context is odd.</summary>
    public const int Poisoned = Users;

    private const int Merchants = 3;

    private readonly List<SentMessage> _made = [];
    private int _ids;

    public static string User(int number) => $"user{number}";

    /// <summary>A user's cards.</summary>
    public static IEnumerable<string> CardsOf(string user) => [$"card-{user}", $"card2-{user}"];

    /// <summary>Cards that are linked to no user at first, and some of them never.</summary>
    public static IReadOnlyList<LateCard> LateCards { get; } =
    [.. Enumerable.Range(0, 5).Select(i => new LateCard($"late{i}", User(i), IsLinkedOneDay: i < 3))];

    /// <summary>An ordinary event, or now and then a repeat, a changed repeat, a stranger's or rubbish.</summary>
    public SentMessage Next(bool fifo) =>
        random.Next(20) switch
        {
            0 or 1 when Earlier() is { } earlier => earlier.Again() with { Group = GroupOf(fifo, earlier.User) },
            2 when Earlier() is { Event: { } occurred } => Message(Changed(occurred), fifo),
            3 => Message(Sale(LateCards[random.Next(LateCards.Count)].Fingerprint), fifo),
            4 => Faulty(fifo),
            _ => Message(Event(), fifo),
        };

    private SentMessage? Earlier() => _made.Count == 0 ? null : _made[random.Next(_made.Count)];

    private LoopEvent Event()
    {
        var user = User(random.Next(3) == 0 ? 0 : random.Next(Users + 1));
        return random.Next(10) switch
        {
            < 6 => Sale(CardsOf(user).ElementAt(random.Next(2))),
            < 8 => new GeofenceCrossing(
                NewId("g"),
                user,
                $"m{random.Next(Merchants)}",
                (Transition)random.Next(3),
                new Position(37.5, -122.25, 10),
                Now()
            ),
            8 => new VaultYield(NewId("y"), user, Lamports(), Now()),
            _ => new VaultUnlock(NewId("l"), user, Lamports(), Now()),
        };
    }

    // Some are worth telling, some are not.
    private ulong Lamports() => (ulong)random.NextInt64(1, 3_000_000_000);

    // One that can never take effect, and why.
    private SentMessage Faulty(bool fifo)
    {
        var good = Body(Event());
        var (body, fault) = random.Next(5) switch
        {
            0 => (good[..^5], FailureCodes.InvalidJson),
            1 => ("[]", FailureCodes.UnknownEnvelope),
            2 => (good.Replace("loop.", "pool.", StringComparison.Ordinal), FailureCodes.UnknownType),
            3 => (good.Replace("\"occurred_at\"", "\"occurred\"", StringComparison.Ordinal), FailureCodes.MissingField),
            _ => (
                good.Replace("\"occurred_at\":\"2", "\"occurred_at\":\"x2", StringComparison.Ordinal),
                FailureCodes.InvalidField
            ),
        };
        return new SentMessage(body, null, null, null, null, GroupOf(fifo, null), fault);
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

    private SentMessage Message(LoopEvent loopEvent, bool fifo)
    {
        var user = loopEvent switch
        {
            UserEvent ofUser => ofUser.UserPubkey,
            PosTransaction sale
                when LateCards.SingleOrDefault(late => late.Fingerprint == sale.CardFingerprint) is { } late =>
                late.User,
            PosTransaction sale => sale.CardFingerprint[
                (sale.CardFingerprint.IndexOf('-', StringComparison.Ordinal) + 1)..
            ],
            _ => null,
        };
        var message = new SentMessage(
            Body(loopEvent),
            loopEvent,
            PayloadHash.Of(loopEvent),
            Keys.Marker(loopEvent),
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

    // Some are as long as an id may be.
    private string NewId(string prefix)
    {
        var id = $"{prefix}{++_ids}";
        return _ids % 16 == 0 ? id.PadRight(128, '-') : id;
    }

    // Whole seconds, as most senders have it, and a while ago; some events come very late.
    private DateTimeOffset Now() =>
        DateTimeOffset.FromUnixTimeSeconds(
            time.GetUtcNow().ToUnixTimeSeconds() - random.Next(random.Next(4) == 0 ? 6_000 : 120)
        );

    private static string Body(LoopEvent loopEvent) => EventMessage.Of(loopEvent, loopEvent.Id, "/simulation");
}
