using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Failures;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Events.NewType;

/// <summary>A type that LoopWorker does not come with, defined as docs/how-to-add-an-event-type.md tells, on its way through the pipeline.</summary>
public sealed class VaultDepositTests
{
    private static readonly ItemKey Marker = new("EVENT#d1", "PROCESSED");
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void A_deposit_takes_effect_and_stands_among_the_users_recent_events() =>
        Run(async rig =>
        {
            await SendAsync(rig, Deposit());
            var context = await rig.ContextAsync("u1");
            Assert.Equal(
                new ContextEvent
                {
                    EventType = "deposit",
                    Timestamp = Now,
                    Summary = "Deposited 2.5 Cred",
                    Amount = 2_500_000_000,
                },
                Assert.Single(context.Context.RecentEvents)
            );
            Assert.Equal([Outcomes.Applied], rig.Outcomes());
        });

    [Fact]
    public void A_deposit_that_comes_again_takes_effect_once() =>
        Run(async rig =>
        {
            await SendAsync(rig, Deposit());
            await SendAsync(rig, Deposit());
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Memory.Applied);
            Assert.Equal([Outcomes.Applied, Outcomes.Duplicate], rig.Outcomes());
        });

    [Fact]
    public void A_deposit_is_remembered_by_other_workers_too() =>
        Run(async rig =>
        {
            await SendAsync(rig, Deposit());
            rig.Kill();
            Start(rig);
            await SendAsync(rig, Deposit());
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Memory.Applied);
            Assert.Equal([Outcomes.Applied, Outcomes.Duplicate], rig.Outcomes());
        });

    [Theory]
    [InlineData("""{"event_id":"d1","user_pubkey":"u2","amount":2500000000,"occurred_at":"2026-01-15T12:00:00Z"}""")]
    [InlineData("""{"event_id":"d1","user_pubkey":"u1","amount":2500000001,"occurred_at":"2026-01-15T12:00:00Z"}""")]
    [InlineData("""{"event_id":"d1","user_pubkey":"u1","amount":2500000000,"occurred_at":"2026-01-15T11:59:59Z"}""")]
    [InlineData(
        """{"event_id":"d1","user_pubkey":"u1","amount":2500000000,"origin":"bank","occurred_at":"2026-01-15T12:00:00Z"}"""
    )]
    public void A_deposit_with_the_same_id_and_another_field_is_a_conflict(string changed) =>
        Run(async rig =>
        {
            await SendAsync(rig, Deposit());
            await SendAsync(rig, changed);
            Assert.Equal([Outcomes.Applied, FailureCodes.ConflictingDuplicate], rig.Outcomes());
        });

    [Fact]
    public void Its_marker_lives_as_long_as_the_type_says_and_holds_amount_and_hash() =>
        Run(async rig =>
        {
            await SendAsync(rig, Deposit());
            var marker = await rig.ItemAsync(Marker);
            Assert.NotNull(marker);
            Assert.Equal(Now + 60 * 86_400, marker["ttl"]?.AsInt64);
            Assert.Equal(2_500_000_000UL, marker["cred_amount"]?.AsUInt64);
            Assert.Equal(43, marker["payload_hash"]?.AsString?.Length);
            Assert.Equal(true, marker["notified"]?.AsBoolean);
        });

    [Theory]
    [InlineData(true, 2_500_000_000, "deposit:d1")]
    [InlineData(true, 999_999_999, "")]
    [InlineData(false, 2_500_000_000, "")]
    public void A_deposit_is_told_by_its_rule(bool wanted, ulong amount, string expected) =>
        Run(async rig =>
        {
            var preferences = new UserPreferences { Notifications = new() { OnYield = wanted } };
            var context = UserContext.Initial("u1") with { Preferences = preferences };
            await rig.Table.PutAsync(
                ContextItems.Write(ContextSnapshot.Fresh("u1"), context, new WorkerMemory(), Now).Put,
                CancellationToken.None
            );
            await SendAsync(rig, Deposit(amount));
            Assert.Equal(expected, string.Join(',', rig.NotificationIds()));
        });

    [Fact]
    public void A_deposit_that_breaks_a_rule_is_a_dead_letter() =>
        Run(async rig =>
        {
            await SendAsync(rig, Deposit(amount: 0));
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal(FailureCodes.InvalidField, note.Code);
            Assert.StartsWith("amount is a number below 1:", note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void The_other_types_take_effect_beside_it() =>
        Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(Make.Sale(), Make.Yield());
            await SendAsync(rig, Deposit());
            Assert.Equal(3UL, (await rig.ContextAsync("u1")).Memory.Applied);
        });

    [Fact]
    public void A_worker_that_does_not_know_the_type_refuses_it_and_names_those_it_knows() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker();
            await SendAsync(rig, Deposit());
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal(FailureCodes.UnknownType, note.Code);
            Assert.EndsWith(
                "expected loop.pos.transaction.v1, loop.geofence.crossing.v1, loop.vault.yield.v1 or loop.vault.unlock.v1.",
                note.Detail,
                StringComparison.Ordinal
            );
        });

    [Fact]
    public void Two_types_of_one_name_are_refused() =>
        Assert.Throws<ArgumentException>(() => new EventTypes(VaultDepositType.Instance, VaultDepositType.Instance));

    private static void Run(Func<Rig, Task> test) =>
        Rig.Run(async rig =>
        {
            Start(rig);
            await test(rig);
        });

    private static void Start(Rig rig) =>
        rig.StartWorker(new PipelineOptions().WithEventTypes(EventTypes.Standard.With(VaultDepositType.Instance)));

    private static string Deposit(ulong amount = 2_500_000_000) =>
        $$"""{"event_id":"d1","user_pubkey":"u1","amount":{{amount}},"occurred_at":"2026-01-15T12:00:00Z"}""";

    private static async Task SendAsync(Rig rig, string data)
    {
        await rig.SendBodiesAsync($$"""{"type":"loop.vault.deposit.v1","data":{{data}}}""");
        await rig.DrainAsync();
    }
}
