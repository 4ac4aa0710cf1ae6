using System.Text.Json;
using FsCheck.Fluent;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Tests.Notifications;

public sealed class EnvelopeIdTests
{
    private static readonly string[] Kinds = ["capture", "stake", "yield", "unlock"];

    // Source: Amazon SQS API Reference, DeleteMessageBatchRequestEntry, Id. AWS.Messaging's consumer deletes by it.
    private const string BatchEntryId = "^[A-Za-z0-9_-]{1,80}$";

    [Fact]
    public void A_consumer_can_use_it_as_the_id_of_a_batch_entry() =>
        Property.Holds(
            Gen.Elements(Kinds).Zip(Gen.Choose(1, 128)),
            entry =>
            {
                var (kind, length) = entry;
                var id = Notification.IdOf(kind, string.Concat(Enumerable.Repeat("t:.-_", length))[..length]);
                var envelope = Notification.EnvelopeIdOf(id);
                Assert.Matches("^[0-9a-f]{32}$", envelope);
                Assert.Matches(BatchEntryId, envelope);
                Assert.Equal(envelope, FifoId.Of(envelope));
            }
        );

    [Fact]
    public void Every_kind_and_event_has_one_of_its_own() =>
        Property.Holds(
            Gen.Elements(Kinds).Zip(Gen.Choose(1, 1_000)).Two(),
            pair =>
            {
                var ids = new[] { pair.Item1, pair.Item2 }
                    .Select(entry => Notification.IdOf(entry.Item1, $"e{entry.Item2}"))
                    .ToList();
                Assert.Equal(ids[0] == ids[1], Notification.EnvelopeIdOf(ids[0]) == Notification.EnvelopeIdOf(ids[1]));
            }
        );

    [Fact]
    public void It_stays_the_same_from_version_to_version() =>
        Assert.Equal("c1ce32d05b2218779608756a764d0663", Notification.EnvelopeIdOf("capture:sq_1"));

    [Fact]
    public void A_FIFO_queue_takes_notifications_of_the_longest_ids_and_of_users_with_any_name() =>
        Rig.Run(
            async rig =>
            {
                var (card, user) = ("fp1", "a user of an agent, " + new string('é', 128));
                await rig.Table.PutAsync(new Put(CardItems.Write(card, user, "", 0)), CancellationToken.None);
                rig.StartWorker();
                var id = new string('t', 128);
                await rig.SendToGroupAsync("g", Make.Sale(id, card));
                await rig.DrainAsync();

                Assert.Equal([Outcomes.Captured], rig.Settled.Select(entry => entry.Outcome));
                var sent = Assert.Single(rig.Notifications.Snapshot());
                using var message = JsonDocument.Parse(sent.Body);
                Assert.Equal(message.RootElement.GetProperty("id").GetString(), sent.DeduplicationId);
                Assert.Equal($"capture:{id}", message.RootElement.GetProperty("data").GetProperty("id").GetString());
                Assert.Equal(FifoId.Of(user), sent.GroupId);
            },
            fifo: true
        );
}
