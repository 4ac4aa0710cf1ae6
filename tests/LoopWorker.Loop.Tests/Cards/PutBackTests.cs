using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Cards;

/// <summary>The way of parked purchases back to their queues.</summary>
public sealed class PutBackTests
{
    private static readonly long Now = Make.Now.ToUnixTimeSeconds();

    [Fact]
    public void A_message_comes_back_to_its_queue_as_it_was_with_a_deduplication_id_of_its_own() =>
        Rig.Run(async rig =>
        {
            var fifo = await rig.Queues.CreateAsync(new QueueDefinition("orders.fifo"), CancellationToken.None);
            var attributes = new Dictionary<string, MessageAttribute>
            {
                ["text"] = MessageAttribute.String("päuse"),
                ["number"] = new("Number.int", "12"),
                ["bytes"] = new("Binary", Bytes: new byte[] { 0, 255, 7 }),
            };
            await ParkAsync(rig, "t1", "orders.fifo", group: "g1", attributes: attributes);
            await ParkAsync(rig, "t2", "events");
            await ParkAsync(rig, "t3", "events", group: "tenant");
            Assert.Equal(3, (await rig.LinkAsync("fp1", "u1")).PutBack);

            var back = Assert.Single(await fifo.ReceiveAsync(new ReceiveRequest(), CancellationToken.None));
            Assert.Equal(("t1", "g1"), (back.Body, back.GroupId));
            Assert.NotEqual("m-t1", back.DeduplicationId);
            Assert.Equal(attributes.Keys.Order(), back.Attributes.Keys.Order());
            foreach (var (name, (type, text, bytes)) in attributes)
            {
                var found = back.Attributes[name];
                Assert.Equal((type, text), (found.DataType, found.Text));
                Assert.Equal(bytes?.ToArray(), found.Bytes?.ToArray());
            }
            Assert.Equal(
                [("t2", null), ("t3", "tenant")],
                rig.Events.Snapshot().Select(message => (message.Body, message.GroupId))
            );
        });

    [Fact]
    public void All_pages_are_put_back_in_calls_that_a_queue_takes() =>
        Rig.Run(async rig =>
        {
            for (var i = 0; i < 12; i++)
                await ParkAsync(rig, $"t{i:00}", "events", body: $"{i:00}" + new string('x', 300_000));
            Assert.Equal(12, (await rig.LinkAsync("fp1", "u1")).PutBack);
            Assert.Equal(
                Enumerable.Range(0, 12).Select(i => $"{i:00}"),
                rig.Events.Snapshot().Select(message => message.Body[..2])
            );
            Assert.Empty(await rig.ParkedAsync("fp1"));
        });

    [Fact]
    public void Reads_are_consistent_and_follow_the_commit() =>
        Rig.Run(async rig =>
        {
            await ParkAsync(rig, "t1", "events");
            var calls = new List<TableCall>();
            var table = rig.Table.Before<TableCall>(call =>
            {
                calls.Add(call);
                return Task.CompletedTask;
            });
            await Directory(rig, table).LinkAsync("fp1", "u1", "4242", CancellationToken.None);
            Assert.Equal(
                [typeof(TableCall.Transact), typeof(TableCall.Query), typeof(TableCall.Delete)],
                calls.Select(call => call.GetType())
            );
            Assert.Equal(Consistency.Strong, calls.OfType<TableCall.Query>().Single().Request.Consistency);
        });

    [Fact]
    public void What_is_past_its_time_is_not_put_back() =>
        Rig.Run(async rig =>
        {
            await ParkAsync(rig, "over", "events", expiresAt: Now);
            await ParkAsync(rig, "last-second", "events", expiresAt: Now + 1);
            Assert.Equal(1, (await rig.LinkAsync("fp1", "u1")).PutBack);
            Assert.Equal(["last-second"], rig.Events.Snapshot().Select(message => message.Body));
        });

    [Fact]
    public void A_queue_that_takes_nothing_leaves_the_purchases_where_they_are_until_the_next_link() =>
        Rig.Run(async rig =>
        {
            await ParkAsync(rig, "t1", "events");
            var refused = new QueueException(QueueErrors.AccessDenied, "Refused by the test.");
            var failure = await Assert.ThrowsAsync<PutBackException>(() =>
                Directory(rig, rig.Table, queue => queue.Before<QueueCall.Send>(_ => throw refused))
                    .LinkAsync("fp1", "u1", "4242", CancellationToken.None)
            );
            Assert.Equal(
                "The card is linked and 0 parked purchases are back on their queues, but others still wait: Refused by the test. Link the card again to put them back too.",
                failure.Message
            );
            Assert.Equal(["t1"], await rig.ParkedIdsAsync("fp1"));
            Assert.Equal(new CardLinked(LinkOutcome.AlreadyLinked, 1), await rig.LinkAsync("fp1", "u1"));
            Assert.Equal(["t1"], rig.Events.Snapshot().Select(message => message.Body));
        });

    [Fact]
    public void A_queue_that_is_gone_does_not_keep_those_of_others() =>
        Rig.Run(async rig =>
        {
            await ParkAsync(rig, "t1", "gone");
            await ParkAsync(rig, "t2", "events");
            var failure = await Assert.ThrowsAsync<PutBackException>(() => rig.LinkAsync("fp1", "u1"));
            Assert.Equal(1, failure.PutBack);
            Assert.Contains("'gone'", failure.Message, StringComparison.Ordinal);
            Assert.Equal(["t1"], await rig.ParkedIdsAsync("fp1"));
        });

    [Fact]
    public void Who_dies_between_send_and_delete_makes_a_repeat_that_takes_effect_once() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            var dying = rig.Table.Before<TableCall.Delete>(_ =>
                throw new TableException(TableErrors.Unreachable, "Cut off by the test.")
            );
            await Assert.ThrowsAsync<PutBackException>(() =>
                Directory(rig, dying).LinkAsync("fp1", "u1", "4242", CancellationToken.None)
            );
            await rig.DrainAsync();
            Assert.Equal(1, (await rig.LinkAsync("fp1", "u1")).PutBack);
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Captured, Outcomes.Duplicate, Outcomes.Parked], rig.Outcomes());
            Assert.Equal(["capture:t1"], rig.NotificationIds());
            Assert.Empty(await rig.ParkedAsync("fp1"));
        });

    [Fact]
    public void What_is_parked_anew_before_its_item_is_deleted_stays() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            // The card is unlinked as soon as the purchase is back, and the worker finds it so.
            var unlinking = Directory(
                rig,
                rig.Table,
                queue =>
                    queue.On(
                        async (QueueCall.Send call, IQueue next) =>
                        {
                            await rig.Cards.UnlinkAsync("fp1", "u1", CancellationToken.None);
                            var outcomes = await call.MakeAsync(next);
                            await rig.DrainAsync();
                            return outcomes;
                        }
                    )
            );
            await unlinking.LinkAsync("fp1", "u1", "4242", CancellationToken.None);
            Assert.Equal([Outcomes.Duplicate, Outcomes.Parked], rig.Outcomes());
            Assert.Equal(["t1"], await rig.ParkedIdsAsync("fp1"));

            await rig.LinkAsync("fp1", "u1");
            await rig.DrainAsync();
            Assert.Single(await rig.CapturesAsync("u1"));
        });

    [Fact]
    public void A_card_that_is_someone_elses_puts_nothing_back() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            await ParkAsync(rig, "t1", "events");
            Assert.Equal(new CardLinked(LinkOutcome.BelongsToAnother, 0), await rig.LinkAsync("fp1", "u2"));
            Assert.Equal(["t1"], await rig.ParkedIdsAsync("fp1"));
        });

    [Fact]
    public void An_item_that_cannot_be_read_is_said_to_be_and_kept() =>
        Rig.Run(async rig =>
        {
            await rig.Table.PutAsync(
                new Put(Item.Of(Keys.Unmatched("fp1", "t1"), ("body", 5L))),
                CancellationToken.None
            );
            var failure = await Assert.ThrowsAsync<PutBackException>(() => rig.LinkAsync("fp1", "u1"));
            Assert.Contains("no string body", failure.Message, StringComparison.Ordinal);
            Assert.Single(await rig.ParkedAsync("fp1"));
        });

    private static async Task ParkAsync(
        Rig rig,
        string id,
        string queue,
        string? body = null,
        string? group = null,
        long? expiresAt = null,
        Dictionary<string, MessageAttribute>? attributes = null
    )
    {
        var parked = new ParkedPurchase(
            body ?? id,
            attributes ?? [],
            queue,
            "m-" + id,
            group,
            PayloadHash: "hash",
            ParkingId: "p-" + id,
            expiresAt ?? Now + 60
        );
        var item = ParkedItems.Write(Keys.Unmatched("fp1", id), parked, Now);
        await rig.Table.PutAsync(new Put(item), CancellationToken.None);
    }

    private static CardDirectory Directory(Rig rig, ITable table, Func<IQueue, IQueue>? wrap = null) =>
        new(table, new WrappedQueues(rig.Queues, wrap ?? (queue => queue)), Randomness.Seeded(3), rig.Clock);
}
