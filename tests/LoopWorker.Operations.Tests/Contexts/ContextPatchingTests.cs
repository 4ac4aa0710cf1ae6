using LoopWorker.Loop.State;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Contexts;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Contexts;

public sealed class ContextPatchingTests
{
    [Fact]
    public void Several_fields_change_at_once_and_are_recorded_by_name_only() =>
        Rig.Run(async rig =>
        {
            var desk = await WithContextAsync(rig);

            var (before, after) = await desk.Contexts.PatchAsync(
                "u1",
                [Change("preferences.auto_stake=false"), Change("preferences.risk_tolerance=bold")],
                Desk.By,
                Desk.None
            );

            Assert.Equal((true, "balanced"), (before.Preferences.AutoStake, before.Preferences.RiskTolerance));
            Assert.Equal((false, "bold"), (after.Preferences.AutoStake, after.Preferences.RiskTolerance));
            Assert.Equal(before.Version + 1, after.Version);
            Assert.Equal(after.Preferences, (await rig.ContextAsync("u1")).Context.Preferences);
            var details = Assert.Single(await desk.RecordsAsync()).Details.ToJsonString();
            Assert.Equal("""{"paths":["preferences.auto_stake","preferences.risk_tolerance"],"version":2}""", details);
        });

    [Fact]
    public void A_dry_run_tells_what_would_be_and_writes_nothing() =>
        Rig.Run(async rig =>
        {
            var desk = await WithContextAsync(rig);
            var stored = await desk.AllAsync();

            var (before, after) = await desk.Contexts.PatchAsync(
                "u1",
                [Change("preferences.default_duration_days=30")],
                by: null,
                Desk.None
            );

            Assert.Equal((90, 30), (before.Preferences.DefaultDurationDays, after.Preferences.DefaultDurationDays));
            Assert.Equal(stored, await desk.AllAsync());
        });

    [Fact]
    public void What_is_so_already_is_neither_written_nor_recorded() =>
        Rig.Run(async rig =>
        {
            var desk = await WithContextAsync(rig);
            var stored = await desk.AllAsync();

            var (before, after) = await desk.Contexts.PatchAsync(
                "u1",
                [Change("preferences.default_duration_days=90")],
                Desk.By,
                Desk.None
            );

            Assert.Equal(before, after);
            Assert.Equal(stored, await desk.AllAsync());
        });

    [Fact]
    public void A_worker_that_writes_in_between_loses_nothing() =>
        Rig.Run(async rig =>
        {
            await WithContextAsync(rig);
            var interruptions = 3;
            var desk = new Desk(
                rig,
                rig.Table.Before<TableCall.Put>(async put =>
                {
                    if (put.Write.Item.Key.Sort == "CONTEXT" && interruptions-- > 0)
                        await Store(rig)
                            .PushEventAsync(
                                "u1",
                                new()
                                {
                                    EventType = "yield",
                                    Timestamp = 1,
                                    Summary = "s",
                                },
                                Desk.None
                            );
                })
            );

            var (_, after) = await desk.Contexts.PatchAsync(
                "u1",
                [Change("notifications.on_yield=false")],
                Desk.By,
                Desk.None
            );

            Assert.False(after.Preferences.Notifications.OnYield);
            Assert.Equal(3, after.RecentEvents.Count);
        });

    [Fact]
    public void Without_a_context_nothing_is_written() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            var failure = await Assert.ThrowsAsync<StateException>(() =>
                desk.Contexts.PatchAsync("u1", [Change("preferences.auto_stake=false")], Desk.By, Desk.None)
            );
            Assert.Equal(StateError.NotFound, failure.Error);
            Assert.Empty(await desk.AllAsync());
        });

    [Theory]
    [InlineData("preferences.auto_stake=yes", "true or false")]
    [InlineData("preferences.auto_stake=", "true or false")]
    [InlineData("preferences.default_duration_days=70000", "a whole number from 0 to 65535")]
    [InlineData("preferences.default_duration_days=1.5", "a whole number")]
    [InlineData("preferences.risk_tolerance=7", "1 to 64 characters")]
    [InlineData("preferences.nope=1", "preferences.auto_stake")]
    [InlineData("vault.cred_balance=1", "preferences.auto_stake")]
    [InlineData("preferences.auto_stake", "PATH=VALUE")]
    [InlineData("=1", "PATH=VALUE")]
    [InlineData("", "PATH=VALUE")]
    public void A_change_that_cannot_be_made_is_refused_and_what_is_wanted_named(string text, string wanted)
    {
        Assert.Contains(wanted, PatchArguments.Read(text, out var change), StringComparison.Ordinal);
        Assert.Null(change);
    }

    [Theory]
    [InlineData("preferences.risk_tolerance=very bold")]
    [InlineData("preferences.risk_tolerance=\"very bold\"")]
    public void A_string_needs_no_quotation_marks(string text) =>
        Assert.Equal("very bold", Change(text).Value.GetString());

    private static FieldChange Change(string text)
    {
        Assert.Null(PatchArguments.Read(text, out var change));
        return change!;
    }

    private static async Task<Desk> WithContextAsync(Rig rig)
    {
        await Store(rig).GetOrInitializeAsync("u1", Desk.None);
        return new Desk(rig);
    }

    private static LoopStateStore Store(Rig rig) => new(rig.Table, new(), Core.Randomness.Seeded(1), rig.Clock);
}
