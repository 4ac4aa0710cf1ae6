using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Routing;

public sealed class RoutingTests
{
    [Fact]
    public void Events_go_through_the_routing_queue_and_take_effect_behind_it() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker(routes: true);
            await rig.SendAsync(Make.Sale("t1"), Make.Yield("y1", "u2"));
            await rig.DrainAsync();
            Assert.Equal(
                [Outcomes.Applied, Outcomes.Captured, Outcomes.Routed, Outcomes.Routed],
                rig.Settled.Select(entry => entry.Outcome).Order(StringComparer.Ordinal)
            );
            Assert.Equal("t1", Assert.Single(await rig.CapturesAsync("u1")).TransactionId);
            Assert.Equal(1UL, (await rig.ContextAsync("u2")).Context.Version);
        });

    [Fact]
    public void Each_user_is_a_message_group_and_the_id_of_the_source_message_deduplicates() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var sent = new List<OutgoingMessage>();
            rig.StartWorker(routes: true, wrapQueue: queue => queue == rig.Routing ? Recorded(queue, sent) : queue);
            await rig.LinkAsync("fp2", "a user with blanks");
            await rig.SendAsync(Make.Sale("t1"), Make.Yield("y1", "u1"), Make.Sale("t2", card: "fp2"));
            await rig.DrainAsync();
            Assert.Equal(3, sent.Count);
            Assert.Equal(2, sent.Count(message => message.GroupId == "u1"));
            Assert.Contains(sent, message => message.GroupId == FifoId.Of("a user with blanks"));
            Assert.Equal(3, sent.Select(message => message.DeduplicationId).Distinct().Count());
        });

    [Fact]
    public void What_is_routed_twice_because_a_worker_died_before_deleting_it_takes_effect_once() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(
                routes: true,
                wrapQueue: queue =>
                    queue == rig.Events ? queue.Before<QueueCall.Delete>(_ => new TaskCompletionSource().Task) : queue
            );
            await rig.SendAsync(Make.Yield("y1"));
            while (!rig.Settled.Exists(entry => entry.Outcome == Outcomes.Applied))
                await Task.Delay(TimeSpan.FromMilliseconds(50), rig.Clock);
            rig.Kill();
            rig.StartWorker(routes: true);
            await rig.DrainAsync();
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Context.Version);
            Assert.Equal([Outcomes.Applied, Outcomes.Routed], rig.Settled.Select(entry => entry.Outcome));
        });

    [Fact]
    public void A_repeat_and_other_content_under_a_used_id_are_routed_and_meet_the_marker() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(routes: true);
            await rig.SendAsync(Make.Yield("y1"));
            await rig.DrainAsync();
            rig.Kill();
            // This one remembers nothing.
            rig.StartWorker(routes: true);
            await rig.SendAsync(Make.Yield("y1"), Make.Yield("y1", amount: 7));
            await rig.DrainAsync();
            Assert.Contains(rig.Settled, entry => entry.Outcome == Outcomes.Duplicate);
            Assert.Equal(FailureCodes.ConflictingDuplicate, Assert.Single(rig.FailureNotes()).Code);
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Context.Version);
        });

    [Fact]
    public void A_dead_letter_behind_the_routing_queue_is_that_of_the_source_as_it_came() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(routes: true);
            await rig.SendAsync(Make.Yield("y1"));
            await rig.DrainAsync();
            rig.Kill();
            rig.StartWorker(routes: true);
            var conflicting = new OutgoingMessage(Make.Message(Make.Yield("y1", amount: 7)))
            {
                Attributes = new Dictionary<string, MessageAttribute> { ["trace"] = MessageAttribute.String("abc") },
            };
            var outcomes = await rig.Events.SendAsync([conflicting], CancellationToken.None);
            await rig.DrainAsync();

            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal(("events", outcomes[0].MessageId), (note.SourceQueue, note.MessageId));
            var letter = Assert.Single(rig.DeadLetters.Snapshot());
            Assert.Equal(conflicting.Body, letter.Body);
            Assert.Equal(["loop-failure", "trace"], letter.Attributes.Keys.Order(StringComparer.Ordinal));
            Assert.Empty(rig.RoutingDeadLetters.Snapshot());
        });

    [Fact]
    public void What_cannot_take_effect_ends_before_the_routing_queue() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(routes: true);
            await rig.SendBodiesAsync("no event");
            await rig.SendAsync(Make.Sale("t1", card: "unlinked"));
            await rig.DrainAsync();
            Assert.Equal(
                [FailureCodes.InvalidJson, Outcomes.Unmatched],
                rig.Settled.Select(entry => entry.Outcome).Order(StringComparer.Ordinal)
            );
        });

    [Fact]
    public void The_default_type_of_a_source_holds_behind_the_routing_queue() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(routes: true, defaultType: "loop.vault.yield.v1");
            await rig.SendBodiesAsync(
                """{"event_id":"y1","user_pubkey":"u1","amount":5,"occurred_at":"2026-01-15T12:00:00Z"}"""
            );
            await rig.DrainAsync();
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Context.Version);
        });

    [Fact]
    public void The_routing_queue_takes_only_what_the_worker_sends() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(routes: true);
            await rig.Routing.SendAsync(
                [new OutgoingMessage(Make.Message(Make.Yield("y1"))) { GroupId = "u1", DeduplicationId = "d" }],
                CancellationToken.None
            );
            await rig.DrainAsync();
            var note = Assert.Single(Rig.FailureNotes(rig.RoutingDeadLetters));
            Assert.Equal(FailureCodes.UnknownEnvelope, note.Code);
            Assert.Contains(RoutedMessage.NoteAttribute, note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void A_dead_letter_whose_source_is_not_known_any_more_can_be_put_back_on_the_routing_queue() =>
        Rig.Run(async rig =>
        {
            var message = RoutedMessage.Build(
                new ReceivedMessage("m1", "h", "no event"),
                new EventSource(Make.SourceNamed("former"), DefaultType: null),
                "u1"
            );
            await rig.Routing.SendAsync([message], CancellationToken.None);
            rig.StartWorker(routes: true);
            await rig.DrainAsync();
            var letter = Assert.Single(rig.RoutingDeadLetters.Snapshot());
            Assert.Equal("former", RoutedMessage.NoteOf(letter)!.SourceQueue);
            Assert.Equal("u1", letter.GroupId);
        });

    [Fact]
    public void While_the_routing_queue_is_away_messages_are_kept_and_lose_no_receive() =>
        Rig.Run(async rig =>
        {
            var isAway = true;
            rig.StartWorker(
                routes: true,
                wrapQueue: queue =>
                    queue == rig.Routing
                        ? queue.Before<QueueCall.Send>(_ =>
                            isAway
                                ? throw new QueueException(QueueErrors.ServiceUnavailable, "By the test.")
                                : Task.CompletedTask
                        )
                        : queue
            );
            await rig.SendAsync(Make.Yield("y1"));
            await Task.Delay(TimeSpan.FromMinutes(5), rig.Clock);
            Assert.Empty(rig.Settled);
            Assert.Equal(1, (await rig.Events.GetDepthAsync(CancellationToken.None)).InFlight);
            isAway = false;
            await rig.DrainAsync();
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Context.Version);
            Assert.Equal([Outcomes.Routed, Outcomes.Applied], rig.Settled.Select(entry => entry.Outcome));
        });

    [Fact]
    public void A_purchase_that_waited_for_its_card_is_routed_when_that_is_linked() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(routes: true, rules: new() { UnknownCard = Loop.Deciding.UnknownCardPolicy.Park });
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            await rig.LinkAsync("fp1", "u1");
            await rig.DrainAsync();
            Assert.Single(await rig.CapturesAsync("u1"));
            Assert.Contains(rig.Settled, entry => entry.Outcome == Outcomes.Routed);
        });

    [Fact]
    public void Messages_of_a_group_of_a_source_enter_the_routing_queue_in_order_though_a_call_may_do_a_part() =>
        Rig.Run(
            async rig =>
            {
                var accepted = new List<string>();
                rig.StartWorker(
                    routes: true,
                    wrapQueue: queue => queue == rig.Routing ? WithoutTheFirstAtFirst(queue, accepted) : queue
                );
                var events = Enumerable.Range(0, 12).Select(i => Make.Yield($"y{i}")).ToList();
                await rig.SendToGroupAsync("g", events);
                await rig.DrainAsync();
                Assert.Equal(events.Select(Make.Message), accepted);
            },
            fifo: true
        );

    // A call accepts all entries but the first, and that one when it comes again.
    private static IQueue WithoutTheFirstAtFirst(IQueue queue, List<string> accepted)
    {
        var refused = new HashSet<string>();
        return queue.On(
            async (QueueCall.Send call, IQueue next) =>
            {
                var isRefused = refused.Add(call.Messages[0].Body);
                List<OutgoingMessage> taken = [.. call.Messages.Skip(isRefused ? 1 : 0)];
                accepted.AddRange(taken.Select(message => message.Body));
                var outcomes = taken.Count == 0 ? [] : await (call with { Messages = taken }).MakeAsync(next);
                var error = new SendOutcome(null, new EntryError("InternalError", "By the test.", SenderFault: false));
                return (IReadOnlyList<SendOutcome>)[.. isRefused ? [error] : Array.Empty<SendOutcome>(), .. outcomes];
            }
        );
    }

    private static IQueue Recorded(IQueue queue, List<OutgoingMessage> sent) =>
        queue.Before<QueueCall.Send>(call =>
        {
            sent.AddRange(call.Messages);
            return Task.CompletedTask;
        });
}
