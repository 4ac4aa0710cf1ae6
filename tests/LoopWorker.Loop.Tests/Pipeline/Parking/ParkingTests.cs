using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Parking;

public sealed class ParkingTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void A_purchase_by_an_unknown_card_waits_for_21_days_and_has_no_effect_meanwhile() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Parked], rig.Outcomes());
            var item = Assert.Single(await rig.ParkedAsync("fp1"));
            Assert.Equal(Now + 21 * 86_400, item["ttl"]?.AsInt64);
            Assert.Null(await rig.ItemAsync(Keys.Marker(Make.Sale("t1"))));
            Assert.Empty(rig.DeadLetters.Snapshot());
        });

    [Fact]
    public void Linking_the_card_puts_it_back_and_it_takes_effect() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1"), Make.Sale("t2"), Make.Sale("other", card: "fp2"));
            await rig.DrainAsync();
            Assert.Equal(new CardLinked(LinkOutcome.Linked, PutBack: 2), await rig.LinkAsync("fp1", "u1"));
            await rig.DrainAsync();
            Assert.Equal(
                ["t1", "t2"],
                (await rig.CapturesAsync("u1")).Select(capture => capture.TransactionId).Order()
            );
            Assert.Equal(["capture:t1", "capture:t2"], rig.NotificationIds().Order());
            Assert.Empty(await rig.ParkedAsync("fp1"));
            Assert.Equal(["other"], await rig.ParkedIdsAsync("fp2"));
        });

    [Fact]
    public void It_keeps_the_group_it_has_in_a_standard_queue() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            var message = new OutgoingMessage(Make.Message(Make.Sale("t1"))) { GroupId = "tenant-7" };
            await rig.Events.SendAsync([message], CancellationToken.None);
            await rig.DrainAsync();
            var item = Assert.Single(await rig.ParkedAsync("fp1"));
            Assert.Equal("tenant-7", ParkedItems.Read(item).GroupId);
        });

    [Fact]
    public void One_transaction_of_two_writes_parks_it() =>
        Rig.Run(async rig =>
        {
            var meter = new TableMeter();
            rig.StartWorker(
                wrapTable: table => new ObservedTable(table, TimeProvider.System, meter),
                rules: Parked.Rules
            );
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal(1, meter.Usage.Calls[TableOperations.TransactWriteItems]);
            Assert.Equal(2, meter.Usage.TotalCalls);
        });

    [Fact]
    public void A_card_linked_between_the_look_and_the_parking_counts() =>
        Rig.Run(async rig =>
        {
            var transactions = 0;
            rig.StartWorker(
                wrapTable: table =>
                    table.Before<TableCall.Transact>(_ =>
                        ++transactions == 1 ? rig.LinkAsync("fp1", "u1") : Task.CompletedTask
                    ),
                rules: Parked.Rules
            );
            await rig.SendAsync(Make.Sale("t1"), Make.Yield("y1", "u2"));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Applied, Outcomes.Captured], rig.Outcomes());
            Assert.Empty(await rig.ParkedAsync("fp1"));
            Assert.Equal("t1", Assert.Single(await rig.CapturesAsync("u1")).TransactionId);
        });

    [Fact]
    public void A_repeat_of_a_parked_purchase_is_a_duplicate_and_takes_effect_once() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Duplicate, Outcomes.Parked], rig.Outcomes());
            Assert.Equal(1, (await rig.LinkAsync("fp1", "u1")).PutBack);
            await rig.DrainAsync();
            Assert.Single(await rig.CapturesAsync("u1"));
            Assert.Equal(["capture:t1"], rig.NotificationIds());
        });

    [Fact]
    public void A_purchase_of_other_content_under_a_parked_id_is_a_dead_letter_and_the_first_stays() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1", cents: 1_000));
            await rig.DrainAsync();
            await rig.SendAsync(Make.Sale("t1", cents: 2_000));
            await rig.DrainAsync();
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal((FailureCodes.ConflictingDuplicate, 1), (note.Code, note.ReceiveCount));
            await rig.LinkAsync("fp1", "u1");
            await rig.DrainAsync();
            Assert.Equal(1_000UL, Assert.Single(await rig.CapturesAsync("u1")).AmountCents);
        });

    [Fact]
    public void One_that_has_waited_too_long_gives_way_to_another_of_its_id() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules with { ParkedLifetime = TimeSpan.Zero });
            await rig.SendAsync(Make.Sale("t1", cents: 1_000));
            await rig.DrainAsync();
            Assert.Equal(Now, Assert.Single(await rig.ParkedAsync("fp1"))["ttl"]?.AsInt64);
            await rig.SendAsync(Make.Sale("t1", cents: 2_000));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Parked, Outcomes.Parked], rig.Outcomes());
            Assert.Contains("2000", ParkedItems.Read((await rig.ParkedAsync("fp1"))[0]).Body, StringComparison.Ordinal);
        });

    [Fact]
    public void What_does_not_fit_into_an_item_is_a_dead_letter() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(new PipelineOptions { MaxBodyBytes = 1_000_000 }, rules: Parked.Rules);
            await rig.SendBodiesAsync(Padded(Make.Sale("large"), 410_000), Padded(Make.Sale("fits"), 400_000));
            await rig.DrainAsync();
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal(FailureCodes.UnmatchedCard, note.Code);
            Assert.Contains("409600 at most", note.Detail, StringComparison.Ordinal);
            Assert.Equal(["fits"], await rig.ParkedIdsAsync("fp1"));
        });

    [Fact]
    public void A_parking_whose_answer_was_lost_is_done_once() =>
        Rig.Run(async rig =>
        {
            var transactions = 0;
            rig.StartWorker(
                wrapTable: table =>
                    table.On(
                        async (TableCall.Transact call, ITable next) =>
                        {
                            var result = await call.MakeAsync(next);
                            return ++transactions > 1
                                ? result
                                : throw new TableException(TableErrors.TimedOut, "The answer was lost by the test.");
                        }
                    ),
                rules: Parked.Rules
            );
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Parked], rig.Outcomes());
            Assert.Equal(["t1"], await rig.ParkedIdsAsync("fp1"));
        });

    [Fact]
    public void While_the_table_throttles_purchases_are_kept_in_hand_and_parked_afterwards() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(
                wrapTable: table => new TroubledTable(table, new Random(4), rig.Clock, trouble: 0.4),
                rules: Parked.Rules
            );
            await rig.SendAsync(Enumerable.Range(0, 40).Select(i => (LoopEvent)Make.Sale($"t{i:00}", $"fp{i % 3}")));
            await rig.DrainAsync();
            foreach (var card in new[] { "fp0", "fp1", "fp2" })
                await rig.LinkAsync(card, "u1");
            await rig.DrainAsync();
            Assert.Equal(40UL, (await rig.ContextAsync("u1")).Memory.Applied);
            Assert.Empty(rig.DeadLetters.Snapshot());
        });

    [Fact]
    public void Parking_that_fails_every_time_ends_as_a_dead_letter_with_the_last_error() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(
                new PipelineOptions { MaxHold = TimeSpan.Zero },
                table => NoTransactions(table, TableErrors.Throttled),
                rules: Parked.Rules
            );
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal(FailureCodes.RetriesExhausted, note.Code);
            Assert.Contains(TableErrors.Throttled, note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void A_missing_permission_ends_the_worker_and_not_the_purchase() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapTable: table => NoTransactions(table, TableErrors.AccessDenied), rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1"));
            Assert.Equal(
                TableErrors.AccessDenied,
                (await Assert.ThrowsAsync<TableException>(() => rig.LatestWork)).Code
            );
            rig.Kill();
            rig.StartWorker(rules: Parked.Rules);
            await rig.DrainAsync();
            Assert.Equal(["t1"], await rig.ParkedIdsAsync("fp1"));
        });

    [Fact]
    public void A_card_whose_partition_is_hot_holds_up_no_other_event() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp-linked", "u1");
            rig.StartWorker(
                new PipelineOptions { ParkConcurrency = 2 },
                table =>
                    table.Before<TableCall.Transact>(call =>
                        call.Writes.Any(write => write.Key.Partition == Keys.CardPrefix + "fp-hot")
                            ? throw new TableException(TableErrors.KeyRangeThroughputExceeded, "Refused by the test.")
                            : Task.CompletedTask
                    ),
                rules: Parked.Rules
            );
            await rig.SendAsync(Enumerable.Range(0, 30).Select(i => (LoopEvent)Make.Sale($"hot{i:00}", "fp-hot")));
            await rig.SendAsync(Make.Sale("linked", "fp-linked"), Make.Sale("cold", "fp-cold"), Make.Yield("y1", "u2"));
            await Task.Delay(TimeSpan.FromSeconds(2), rig.Clock);
            Assert.Equal([Outcomes.Applied, Outcomes.Captured, Outcomes.Parked], rig.Outcomes());
            Assert.Equal(["cold"], await rig.ParkedIdsAsync("fp-cold"));
            await rig.StopAsync();
            Assert.Equal(30, (await rig.Events.GetDepthAsync(CancellationToken.None)).Total);
        });

    [Fact]
    public void Stopping_gives_back_at_once_what_waits_to_be_parked() =>
        Rig.Run(async rig =>
        {
            var stuck = new StuckTable(rig.Table);
            rig.StartWorker(wrapTable: _ => stuck, rules: Parked.Rules);
            await rig.SendAsync(Enumerable.Range(0, 9).Select(i => (LoopEvent)Make.Sale($"t{i}")));
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            var stopping = rig.StopAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(100), rig.Clock);
            stuck.Release();
            await stopping;
            Assert.Equal(new QueueDepth(8, 0, 0), await rig.Events.GetDepthAsync(CancellationToken.None));
            Assert.Equal(["t0"], await rig.ParkedIdsAsync("fp1"));
        });

    private static string Padded(PosTransaction sale, int bytes)
    {
        var message = Make.Message(sale);
        return message + new string(' ', bytes - message.Length);
    }

    private static ITable NoTransactions(ITable table, string error) =>
        table.Before<TableCall.Transact>(_ => throw new TableException(error, "Refused by the test."));
}
