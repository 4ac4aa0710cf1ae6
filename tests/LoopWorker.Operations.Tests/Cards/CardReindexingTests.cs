using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Cards;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Tables;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.Cards;

public sealed class CardReindexingTests
{
    [Fact]
    public void Cards_that_agents_have_linked_are_listed_with_what_their_items_say() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await rig.LinkAsync("fp1", "u1");
            await desk.PutAsync(Stored.Card("fp2", "u1"));
            await desk.PutAsync(Stored.Card("fp3", "u2"));
            await desk.PutAsync("""{"pk":{"S":"CARD#fp4"},"sk":{"S":"META"},"user_pubkey":{"N":"7"}}""");

            var report = await RunAsync(desk);

            Assert.Equal((4, 2, 1), (report.Cards, report.Listed, report.OfNobody));
            Assert.Equal(["fp1", "fp2"], (await rig.Cards.ListAsync("u1", Desk.None)).Select(card => card.Fingerprint));
            var card = Assert.Single(await rig.Cards.ListAsync("u2", Desk.None));
            Assert.Equal(("4242", 1_700_000_000L), (card.Last4, card.LinkedAt!.Value.ToUnixTimeSeconds()));
            Assert.Equal(0, (await RunAsync(desk)).Listed);
        });

    [Fact]
    public void A_dry_run_counts_and_writes_nothing() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(rig);
            await desk.PutAsync(Stored.Card("fp2", "u1"));
            var before = await desk.AllAsync();
            Assert.Equal(1, (await desk.Reindexing.RunAsync(by: null, resume: false, _ => { }, Desk.None)).Listed);
            Assert.Equal(before, await desk.AllAsync());
        });

    [Fact]
    public void A_card_that_is_unlinked_meanwhile_is_not_listed() =>
        Rig.Run(async rig =>
        {
            var desk = new Desk(
                rig,
                rig.Table.Before<TableCall.Transact>(_ => rig.Cards.UnlinkAsync("fp2", "u1", Desk.None))
            );
            await desk.PutAsync(Stored.Card("fp2", "u1"));
            Assert.Equal(0, (await RunAsync(desk)).Listed);
            Assert.Empty(await rig.Cards.ListAsync("u1", Desk.None));
        });

    [Fact]
    public void Interrupted_at_any_call_and_resumed_it_lists_what_it_would_have_and_reads_less() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(100),
            Prop.ForAll(
                Gen.Zip(Gen.Choose(1, 20), Gen.Choose(0, 60)).ToArbitrary(),
                pair => Rig.Run(rig => InterruptAsync(rig, pair.Item1, pair.Item2))
            )
        );

    [Fact]
    public void A_run_that_failed_is_recorded_and_gone_on_with_where_it_was_and_nothing_is_written_twice() =>
        Rig.Run(async rig =>
        {
            var (scans, writes) = (0, 0);
            var failing = rig.Table.Before<TableCall.Scan>(_ =>
                ++scans == 3 ? throw new TableException(TableErrors.Throttled, "By the test.") : Task.CompletedTask
            );
            var interrupted = new Desk(rig, Desk.Paged(failing, 4));
            for (var number = 0; number < 12; number++)
                await interrupted.PutAsync(Stored.Card($"fp{number}", "u1"));
            await Assert.ThrowsAsync<TableException>(() => RunAsync(interrupted));
            Assert.Equal(Outcomes.Failed, Assert.Single(await interrupted.RecordsAsync()).Outcome);
            var before = await CountListedAsync(interrupted);
            var counting = rig.Table.Before<TableCall.Transact>(_ =>
            {
                writes++;
                return Task.CompletedTask;
            });

            var report = await RunAsync(new Desk(rig, Desk.Paged(counting, 4), seed: 8), resume: true);

            Assert.True(report.Resumed);
            Assert.InRange(report.Cards, 1, 11);
            Assert.Equal(12 - before, writes);
            Assert.Null((await interrupted.RecordsAsync())[0].Details[AuditRecord.Place]);
        });

    private static async Task InterruptAsync(Rig rig, int cards, int calls)
    {
        var table = rig.Table.Before<TableCall>(_ =>
            calls-- > 0 ? Task.CompletedTask : throw new TableException(TableErrors.Throttled, "By the test.")
        );
        var interrupted = new Desk(rig, Desk.Paged(table, 4));
        for (var number = 0; number < cards; number++)
            await interrupted.PutAsync(Stored.Card($"fp{number}", $"user-{number % 3}"));
        var failure = await Record.ExceptionAsync(() => RunAsync(interrupted));
        var desk = new Desk(rig, Desk.Paged(rig.Table, 4), seed: 8);

        var last = (await desk.RecordsAsync()).FirstOrDefault();
        // The first of its calls or its last may be the one that failed.
        var wasInterrupted = last is not null && last.Outcome != Outcomes.Done;
        if (!wasInterrupted)
            await Assert.ThrowsAsync<OperationRefusedException>(() => RunAsync(desk, resume: true));
        var report = await RunAsync(desk, resume: wasInterrupted);

        Assert.Equal(cards, await CountListedAsync(desk));
        Assert.All(
            await desk.RecordsAsync(),
            record => Assert.DoesNotContain("user-", record.Details.ToJsonString(), StringComparison.Ordinal)
        );
        if (failure is null)
            Assert.False(report.Resumed);
        else if (report.Resumed)
            Assert.True(report.Cards < cards);
        Assert.Equal(0, (await RunAsync(desk)).Listed);
        Assert.Equal(Outcomes.Done, (await desk.RecordsAsync())[0].Outcome);
    }

    private static async Task<int> CountListedAsync(Desk desk) =>
        (await desk.AllAsync()).Count(item =>
            item.Key.Partition.StartsWith(Keys.UserPrefix, StringComparison.Ordinal)
            && item.Key.Sort.StartsWith(Keys.CardPrefix, StringComparison.Ordinal)
        );

    private static Task<ReindexReport> RunAsync(Desk desk, bool resume = false) =>
        desk.Reindexing.RunAsync(Desk.By, resume, _ => { }, Desk.None);
}
