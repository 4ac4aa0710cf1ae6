using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Tests.Deciding;

public sealed class DecisionTests
{
    private static readonly HashSet<long> NoneDeleted = [];
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void A_capture_leaves_the_vault_as_it_is_on_the_chain()
    {
        var before = ContextSnapshot.Fresh("u1");
        var vault = new VaultState { CredBalance = 7, SnapshotAt = 3 };
        before = before with { Context = before.Context with { Vault = vault } };
        Assert.Equal(vault, Apply(before, Make.Sale()).After.Context.Vault);
    }

    [Fact]
    public void A_new_user_is_written_on_the_condition_that_there_is_none() =>
        Assert.Equal(Condition.NoItem, Apply(ContextSnapshot.Fresh("u1"), Make.Sale()).Context.Condition);

    [Fact]
    public void The_next_write_is_conditional_on_the_version_of_the_one_before()
    {
        var first = Apply(ContextSnapshot.Fresh("u1"), Make.Sale("t1"));
        var second = Apply(first.After, Make.Sale("t2"));
        Assert.Equal(Condition.Equal("version", 1UL), second.Context.Condition);
        Assert.Equal(2UL, second.After.Context.Version);
    }

    [Fact]
    public void A_marker_is_written_where_there_is_none_or_an_expired_one()
    {
        var marker = Apply(ContextSnapshot.Fresh("u1"), Make.Sale()).Effects[0].Marker;
        Assert.Equal(
            new Condition.Any(Condition.NoItem, Condition.LessOrEqual("ttl", Now)).ToString(),
            marker.Condition!.ToString()
        );
    }

    [Fact]
    public void A_purchase_where_the_user_is_counts_as_confirmed()
    {
        var change = Apply(
            ContextSnapshot.Fresh("u1"),
            Make.Crossing(Transition.Enter, merchant: "m1"),
            Make.Sale("at-m1", merchant: "m1"),
            Make.Sale("elsewhere", merchant: "m2")
        );
        Assert.True(Capture(change, 1).ConfirmedByPresence);
        Assert.Null(Capture(change, 2).ConfirmedByPresence);
    }

    [Fact]
    public void Auto_stake_marks_a_capture_with_the_preferred_duration()
    {
        var fresh = ContextSnapshot.Fresh("u1");
        var wants = new UserPreferences { AutoStake = true, DefaultDurationDays = 365 };
        var staking = fresh with { Context = fresh.Context with { Preferences = wants } };
        Assert.Equal((ushort)365, Capture(Apply(staking, Make.Sale()), 0).StakeDurationDays);
        var not = fresh with { Context = fresh.Context with { Preferences = wants with { AutoStake = false } } };
        Assert.Null(Capture(Apply(not, Make.Sale()), 0).StakeDurationDays);
    }

    [Fact]
    public void Crossings_of_one_batch_make_at_most_one_write_of_the_location()
    {
        var left = Apply(
            ContextSnapshot.Fresh("u1"),
            Make.Crossing(Transition.Enter, "g1"),
            Make.Crossing(Transition.Exit, "g2")
        );
        Assert.Null(left.Location);
        var stayed = Apply(
            ContextSnapshot.Fresh("u1"),
            Make.Crossing(Transition.Enter, "g1", merchant: "m1"),
            Make.Crossing(Transition.Enter, "g2", merchant: "m2")
        );
        Assert.Equal("m2", ((Put)stayed.Location!).Item["merchant_id"]?.AsString);
        Assert.Equal(
            new Delete(Keys.Location("u1")),
            Apply(stayed.After, Make.Crossing(Transition.Exit, "g3", merchant: "m2")).Location
        );
    }

    [Fact]
    public void What_falls_out_of_the_ring_is_remembered_until_its_deletion_is_known()
    {
        var snapshot = ContextSnapshot.Fresh("u1");
        for (var i = 0; i < 12; i++)
            snapshot = Apply(snapshot, Make.Sale($"t{i}")).After;
        Assert.Equal([Now, Now + 1], snapshot.Memory.Overflow);
        Assert.Equal(10, snapshot.Memory.Pending.Count);
        var next = Decision.Apply(
            snapshot,
            [new(Make.Yield(), "h")],
            new HashSet<long> { Now },
            new LoopRules(),
            Make.Now
        );
        Assert.Equal([Now + 1], next.After.Memory.Overflow);
    }

    [Fact]
    public void Amounts_are_cents_times_the_rate() =>
        Assert.Equal((12_500_000_000UL, null), AmountOf(Make.Sale(cents: 1_250), 10_000_000));

    [Fact]
    public void An_amount_beyond_64_bits_is_a_failure_and_does_not_wrap()
    {
        var (_, failure) = AmountOf(Make.Sale(cents: 1_000_000_000), ulong.MaxValue / 1_000_000_000 + 1);
        Assert.Equal(FailureCodes.AmountOverflow, failure?.Code);
    }

    [Theory]
    [InlineData("USD", 500, 5_000_000_000UL)]
    [InlineData("JPY", 500, 3_300_000_000UL)]
    [InlineData("KWD", 500, 1_625_000_000UL)]
    public void Each_currency_has_its_own_rate(string currency, long minorUnits, ulong lamports) =>
        Assert.Equal(
            (lamports, null),
            PosTransactionType.Instance.AmountOf(
                Make.Sale(cents: minorUnits) with
                {
                    Currency = currency,
                },
                new LoopRules { Rates = { ["JPY"] = 6_600_000, ["kwd"] = 3_250_000 } }
            )
        );

    [Fact]
    public void An_amount_in_a_currency_without_a_rate_is_a_failure_that_names_the_setting()
    {
        var (amount, failure) = PosTransactionType.Instance.AmountOf(
            Make.Sale() with
            {
                Currency = "JPY",
            },
            new LoopRules()
        );
        Assert.Null(amount);
        Assert.Equal(FailureCodes.NoRate, failure?.Code);
        Assert.Contains("set Capture:Rates:JPY", failure!.Detail, StringComparison.Ordinal);
    }

    private static (ulong?, Failure?) AmountOf(PosTransaction sale, ulong lamportsPerCent) =>
        PosTransactionType.Instance.AmountOf(sale, new LoopRules { Rates = { ["USD"] = lamportsPerCent } });

    private static UserChange Apply(ContextSnapshot before, params LoopEvent[] events) =>
        Decision.Apply(
            before,
            [.. events.Select(loopEvent => new HashedEvent(loopEvent, "hash"))],
            NoneDeleted,
            new LoopRules(),
            Make.Now
        );

    private static LoopWorker.Loop.Captures.PendingCapture Capture(UserChange change, int index) =>
        CaptureItems.Read(change.Effects[index].Capture!.Item);
}
