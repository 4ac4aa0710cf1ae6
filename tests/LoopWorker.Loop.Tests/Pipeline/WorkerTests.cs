using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Pipeline;

public sealed class WorkerTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void A_purchase_becomes_a_capture_a_marker_and_a_notification() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal("t1", Assert.Single(await rig.CapturesAsync("u1")).TransactionId);
            Assert.Equal(true, (await rig.ItemAsync(new("TXN#t1", "PROCESSED")))!["notified"]?.AsBoolean);
            Assert.Equal(["capture:t1"], rig.NotificationIds());
            Assert.Equal("capture", Assert.Single((await rig.ContextAsync("u1")).Context.RecentEvents).EventType);
        });

    [Fact]
    public void A_repeat_changes_nothing_whatever_its_envelope() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            var message = Make.Message(Make.Sale("t1"));
            var asString = System.Text.Json.JsonSerializer.Serialize(message);
            await rig.SendBodiesAsync(
                message,
                message,
                $$"""{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:us-east-1:1:t","Message":{{asString}}}"""
            );
            await rig.DrainAsync();
            Assert.Equal(
                [Outcomes.Captured, Outcomes.Duplicate, Outcomes.Duplicate],
                rig.Settled.Select(entry => entry.Outcome).Order()
            );
            Assert.Single(await rig.CapturesAsync("u1"));
            Assert.Equal(["capture:t1"], rig.NotificationIds());
        });

    [Fact]
    public void A_repeat_after_a_restart_is_known_by_its_marker() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            rig.StartWorker(new PipelineOptions { RememberedEvents = 0 });
            await rig.SendAsync(Make.Sale("t1"), Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Memory.Applied);
            Assert.Equal(["capture:t1"], rig.NotificationIds());
        });

    [Fact]
    public void Another_event_under_a_used_id_is_a_dead_letter() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1", cents: 1_000));
            await rig.DrainAsync();
            await rig.SendAsync(Make.Sale("t1", cents: 2_000));
            await rig.DrainAsync();
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal(
                (FailureCodes.ConflictingDuplicate, "events", 1),
                (note.Code, note.SourceQueue, note.ReceiveCount)
            );
            Assert.Equal(1_000UL, Assert.Single(await rig.CapturesAsync("u1")).AmountCents);
        });

    [Fact]
    public void Events_under_one_id_for_two_users_take_effect_for_one_of_them() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await rig.LinkAsync("fp2", "u2");
            var meter = new TableMeter();
            rig.StartWorker(wrapTable: table => new ObservedTable(table, TimeProvider.System, meter));
            await rig.SendAsync(Make.Sale("t1", card: "fp1"), Make.Sale("t1", card: "fp2"));
            await rig.DrainAsync();
            // DynamoDB refuses a transaction that names an item twice, so none is tried.
            Assert.Equal(1, meter.Usage.Calls[TableOperations.TransactWriteItems]);
            Assert.Equal(FailureCodes.ConflictingDuplicate, Assert.Single(rig.FailureNotes()).Code);
            Assert.Single([.. await rig.CapturesAsync("u1"), .. await rig.CapturesAsync("u2")]);
        });

    [Fact]
    public void A_message_that_cannot_be_read_is_a_dead_letter_at_its_first_receive_with_body_and_reason() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker();
            await rig.SendBodiesAsync("""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"t1"}}""");
            await rig.DrainAsync();
            var letter = Assert.Single(rig.DeadLetters.Snapshot());
            Assert.Equal("""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"t1"}}""", letter.Body);
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal((FailureCodes.MissingField, 1), (note.Code, note.ReceiveCount));
        });

    [Fact]
    public void A_purchase_by_an_unknown_card_is_acknowledged_and_leaves_nothing() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal(Outcomes.Unmatched, Assert.Single(rig.Settled).Outcome);
            Assert.Null(await rig.ItemAsync(new("TXN#t1", "PROCESSED")));
        });

    [Fact]
    public void By_policy_it_is_a_dead_letter() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: new LoopRules { UnknownCard = UnknownCardPolicy.DeadLetter });
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal(FailureCodes.UnmatchedCard, Assert.Single(rig.FailureNotes()).Code);
        });

    [Fact]
    public void A_link_made_after_a_purchase_was_ignored_counts_for_the_next_one() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(Make.Sale("t2"));
            await rig.DrainAsync();
            Assert.Equal("t2", Assert.Single(await rig.CapturesAsync("u1")).TransactionId);
        });

    [Fact]
    public void An_event_whose_marker_has_expired_but_is_not_deleted_yet_is_new() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var marker = Markers.Put(Make.Sale("t1"), new Marker("u1", 1, "other", []), Now - 30 * 86_400 - 60).Item;
            await rig.Table.PutAsync(new Put(marker), CancellationToken.None);
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Single(await rig.CapturesAsync("u1"));
        });

    [Fact]
    public void Many_events_of_one_user_share_the_write_of_the_context() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await rig.SendAsync(Enumerable.Range(0, 100).Select(i => (LoopEvent)Make.Sale($"t{i}")));
            rig.StartWorker();
            await rig.DrainAsync();
            var (context, memory, _, _) = await rig.ContextAsync("u1");
            Assert.Equal(100UL, memory.Applied);
            Assert.InRange(context.Version, 10UL, 15UL);
        });

    [Fact]
    public void Events_of_one_user_keep_the_order_of_the_queue_however_long_each_read_takes() =>
        Rig.Run(async rig =>
        {
            foreach (var card in Enumerable.Range(0, 40))
                await rig.LinkAsync($"fp{card}", "u1");
            rig.StartWorker(
                new PipelineOptions { Receivers = 1, MaxInFlight = 1_000 },
                table => new TroubledTable(table, new Random(7), rig.Clock, trouble: 0)
            );
            for (var i = 0; i < 40; i++)
            {
                await rig.SendAsync(Make.Sale($"t{i:D2}", card: $"fp{i}", cents: 1));
                await Task.Delay(TimeSpan.FromMilliseconds(10), rig.Clock);
            }
            await rig.DrainAsync();
            Assert.Equal(
                Enumerable.Range(30, 10).Reverse().Select(i => $"t{i}"),
                (await rig.CapturesAsync("u1")).Take(10).Select(capture => capture.TransactionId)
            );
            Assert.Equal(40UL, (await rig.ContextAsync("u1")).Memory.Applied);
        });

    [Theory]
    [InlineData(10)]
    [InlineData(4)]
    public void A_source_without_messages_keeps_no_other_source_waiting_however_few_may_be_in_hand(int maxInFlight) =>
        Rig.Run(async rig =>
        {
            var idle = await rig.Queues.CreateAsync(new QueueDefinition("idle"), CancellationToken.None);
            rig.StartWorker(new PipelineOptions { MaxInFlight = maxInFlight }, idleSource: idle);
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            await rig.SendAsync(Enumerable.Range(0, 50).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u{i}")));
            var sent = rig.Clock.Elapsed;
            await rig.DrainAsync();
            Assert.InRange(rig.Clock.Elapsed - sent, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        });

    [Fact]
    public void Many_users_share_a_transaction() =>
        Rig.Run(async rig =>
        {
            await rig.SendAsync(Enumerable.Range(0, 400).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u{i}")));
            rig.StartWorker();
            await rig.DrainAsync();
            Assert.InRange(rig.Transactions, 8, 60);
        });

    [Fact]
    public void An_event_alone_costs_what_its_items_cost_and_no_read_when_warm() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var meter = new TableMeter();
            rig.StartWorker(wrapTable: table => new ObservedTable(table, TimeProvider.System, meter));
            await rig.SendAsync(Make.Sale("warm", cents: 50));
            await rig.DrainAsync();
            var before = meter.Usage;
            await rig.SendAsync(Make.Sale("t1", cents: 50));
            await rig.DrainAsync();
            var quiet = meter.Usage - before;
            Assert.Equal((0, 6), (quiet.Capacity.ReadUnits, quiet.Capacity.WriteUnits));
            before = meter.Usage;
            await rig.SendAsync(Make.Sale("t2", cents: 5_000));
            await rig.DrainAsync();
            var telling = meter.Usage - before;
            Assert.Equal(1, telling.Capacity.WriteUnits - quiet.Capacity.WriteUnits);
            Assert.Equal(2, telling.TotalCalls);
        });

    [Fact]
    public void A_capture_that_falls_out_of_the_ring_is_deleted() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            for (var i = 0; i < 13; i++)
            {
                await rig.SendAsync(Make.Sale($"t{i}"));
                await rig.DrainAsync();
            }
            await rig.StopAsync();
            var captures = await rig.CapturesAsync("u1");
            Assert.Equal(Enumerable.Range(3, 10).Reverse().Select(i => $"t{i}"), captures.Select(c => c.TransactionId));
        });
}
