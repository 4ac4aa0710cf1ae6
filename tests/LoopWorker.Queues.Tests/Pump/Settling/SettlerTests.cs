using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.Queues.Tests.Pump.Settling;

public sealed class SettlerTests
{
    private static readonly EntryError Passing = new(QueueErrors.InternalError, "Try again.", SenderFault: false);
    private static readonly EntryError Lasting = new(QueueErrors.ReceiptHandleInvalid, "Never.", SenderFault: true);

    [Fact]
    public void Deletes_go_ten_in_a_call() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(25);
            var queue = new FailingQueue(rig.Queue);
            await rig.SettleAsync((await rig.ReceiveAsync(25, queue)).Select(Complete));
            Assert.Equal([5, 10, 10], queue.BatchSizes.Order());
            Assert.Equal(0, (await rig.DepthAsync()).Total);
            Assert.All(rig.Ended, entry => Assert.Equal(Settled.Completed, entry.How));
            Assert.Equal(25, rig.Ended.Count);
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Messages_of_two_queues_that_come_mixed_go_in_full_calls_each_to_its_own_queue(bool released) =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(10);
            var (first, second) = (new FailingQueue(rig.Queue), new FailingQueue(rig.Second));
            var deliveries = await rig.ReceiveAsync(10, first);
            var others = await rig.ReceiveFromSecondAsync(deliveries.Select(delivery => delivery.Message.Body), second);
            await rig.SettleAsync(
                deliveries
                    .Zip(others, (one, other) => new[] { one, other })
                    .SelectMany(pair => pair)
                    .Select(delivery => released ? new Settlement.Release(delivery) : Complete(delivery))
            );
            Assert.Equal([10], first.BatchSizes);
            Assert.Equal([10], second.BatchSizes);
            var left = new QueueDepth(released ? 10 : 0, 0, 0);
            Assert.Equal(left, await rig.DepthAsync());
            Assert.Equal(left, await rig.Second.GetDepthAsync(CancellationToken.None));
        });

    [Fact]
    public void Of_a_forwarded_message_the_dead_letter_goes_where_it_came_in_and_the_copy_is_deleted_where_it_is() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var direct = Assert.Single(await rig.ReceiveAsync(1));
            var forwarded = await rig.ReceiveFromSecondAsync(
                ["forwarded"],
                origin: message => new Origin(direct.Source, message with { Body = "original" })
            );
            await rig.SettleAsync([
                new Settlement.Reject(direct, "code", "detail"),
                .. forwarded.Select(delivery => new Settlement.Reject(delivery, "code", "detail")),
            ]);
            Assert.Equal(["0", "original"], rig.DeadLetters.Snapshot().Select(letter => letter.Body).Order());
            Assert.Equal(0, (await rig.DepthAsync()).Total);
            Assert.Equal(0, (await rig.Second.GetDepthAsync(CancellationToken.None)).Total);
            Assert.All(rig.Ended, entry => Assert.Equal(Settled.DeadLettered, entry.How));
        });

    [Fact]
    public void A_failed_entry_of_a_batch_that_succeeded_is_tried_again_by_itself() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(10);
            var queue = new FailingQueue(rig.Queue)
            {
                EntryFails = (call, entry) => call == 1 && entry >= 8 ? Passing : null,
            };
            await rig.SettleAsync((await rig.ReceiveAsync(10, queue)).Select(Complete));
            Assert.Equal([10, 2], queue.BatchSizes);
            Assert.Equal(0, (await rig.DepthAsync()).Total);
        });

    [Fact]
    public void Dead_letters_that_are_too_long_together_go_in_several_calls_and_one_too_long_for_its_note_alone_stays() =>
        PumpRig.Run(async rig =>
        {
            int[] sizes = [500_000, 300_000, QueueLimits.MessageBytes, 400_000, 5];
            foreach (var size in sizes)
                await rig.Queue.SendAsync([new OutgoingMessage(new string('x', size))], CancellationToken.None);
            var deliveries = await rig.ReceiveAsync(5);
            await rig.SettleAsync(deliveries.Select(delivery => new Settlement.Reject(delivery, "code", "detail")));
            Assert.Equal(
                [5, 300_000, 400_000, 500_000],
                rig.DeadLetters.Snapshot().Select(letter => letter.Body.Length).Order()
            );
            Assert.All(rig.DeadLetters.Snapshot(), letter => Assert.True(letter.Attributes.ContainsKey("note")));
            Assert.Equal(1, (await rig.DepthAsync()).Total);
            Assert.Equal(
                QueueLimits.MessageBytes,
                Assert.Single(rig.Ended, entry => entry.How == Settled.Abandoned).Body.Length
            );
        });

    [Fact]
    public void A_call_that_failed_is_tried_again_after_a_pause() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(3);
            var queue = new FailingQueue(rig.Queue);
            queue.Failures.Enqueue(new QueueException(QueueErrors.Throttled, "Slow down."));
            queue.Failures.Enqueue(new QueueException(QueueErrors.TimedOut, "No answer."));
            await rig.SettleAsync((await rig.ReceiveAsync(3, queue)).Select(Complete));
            Assert.Equal([3, 3, 3], queue.BatchSizes);
            Assert.Equal(0, (await rig.DepthAsync()).Total);
        });

    [Fact]
    public void What_can_never_succeed_is_given_up_at_once_and_the_rest_is_not() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(3);
            var queue = new FailingQueue(rig.Queue) { EntryFails = (_, entry) => entry == 0 ? Lasting : null };
            await rig.SettleAsync((await rig.ReceiveAsync(3, queue)).Select(Complete));
            Assert.Equal([3], queue.BatchSizes);
            Assert.Equal([("0", Settled.Abandoned)], rig.Ended.Where(entry => entry.How != Settled.Completed));
        });

    [Fact]
    public void What_keeps_failing_is_given_up_after_a_few_tries() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var queue = new FailingQueue(rig.Queue) { EntryFails = (_, _) => Passing };
            await rig.SettleAsync((await rig.ReceiveAsync(1, queue)).Select(Complete));
            Assert.Equal(4, queue.BatchSizes.Count);
            Assert.Equal(Settled.Abandoned, Assert.Single(rig.Ended).How);
        });

    [Fact]
    public void A_release_makes_visible_at_once() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(2);
            var deliveries = await rig.ReceiveAsync(2);
            await rig.SettleAsync(deliveries.Select(delivery => new Settlement.Release(delivery)));
            Assert.Equal(new QueueDepth(2, 0, 0), await rig.DepthAsync());
            Assert.All(rig.Ended, entry => Assert.Equal(Settled.Released, entry.How));
        });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_release_whose_answer_was_lost_is_one(bool receivedByAnother) =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(2);
            var calls = 0;
            var queue = rig.Queue.On(
                async (QueueCall.ChangeVisibility call, IQueue next) =>
                {
                    var outcomes = await call.MakeAsync(next);
                    if (++calls > 1)
                        return outcomes;
                    if (receivedByAnother)
                        await next.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
                    throw new QueueException(QueueErrors.TimedOut, "No answer.");
                }
            );
            var deliveries = await rig.ReceiveAsync(2, queue);
            await rig.SettleAsync(deliveries.Select(delivery => new Settlement.Release(delivery)));
            Assert.Equal(2, calls);
            Assert.Equal(2, receivedByAnother ? (await rig.DepthAsync()).InFlight : (await rig.DepthAsync()).Visible);
            Assert.Equal([Settled.Released, Settled.Released], rig.Ended.Select(entry => entry.How));
        });

    [Fact]
    public void A_retry_hides_for_a_while() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            await rig.SettleAsync(
                (await rig.ReceiveAsync(1)).Select(delivery => new Settlement.Retry(delivery, "busy", "Busy."))
            );
            Assert.Equal(Settled.Retried, Assert.Single(rig.Ended).How);
            Assert.Equal(new QueueDepth(0, 1, 0), await rig.DepthAsync());
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Clock);
            Assert.Equal(new QueueDepth(1, 0, 0), await rig.DepthAsync());
        });

    [Fact]
    public void A_release_after_the_last_receive_goes_to_the_dead_letters_with_its_reason() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            for (var receive = 1; receive <= PumpRig.MaxReceiveCount; receive++)
                await rig.SettleAsync((await rig.ReceiveAsync(1)).Select(delivery => new Settlement.Release(delivery)));
            Assert.Equal(0, (await rig.DepthAsync()).Total);
            var note = FailureNote.FromJson(Assert.Single(rig.DeadLetters.Snapshot()).Attributes["note"].Text!)!;
            Assert.Equal(("exhausted", PumpRig.MaxReceiveCount), (note.Code, note.ReceiveCount));
            Assert.Contains("before anything was begun", note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void The_last_retry_that_the_redrive_policy_allows_goes_to_the_dead_letters_with_its_reason() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            for (var receive = 1; receive <= PumpRig.MaxReceiveCount; receive++)
            {
                var deliveries = await rig.ReceiveAsync(1);
                await rig.SettleAsync(
                    deliveries.Select(delivery => new Settlement.Retry(delivery, "busy", $"Failure {receive}."))
                );
                await Task.Delay(TimeSpan.FromMinutes(1), rig.Clock);
            }
            Assert.Equal(0, (await rig.DepthAsync()).Total);
            var letter = Assert.Single(rig.DeadLetters.Snapshot());
            var note = FailureNote.FromJson(letter.Attributes["note"].Text!)!;
            Assert.Equal(("exhausted", "Failure 3.", 3), (note.Code, note.Detail, note.ReceiveCount));
        });

    [Fact]
    public void The_original_is_deleted_only_after_the_dead_letter_queue_has_its_copy() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var deadLetters = new FailingQueue(rig.DeadLetters);
            deadLetters.Failures.Enqueue(new QueueException(QueueErrors.InvalidContents, "No."));
            var deliveries = await rig.ReceiveAsync(1, deadLetters: deadLetters);
            await rig.SettleAsync(deliveries.Select(delivery => new Settlement.Reject(delivery, "code", "detail")));
            Assert.Equal(Settled.Abandoned, Assert.Single(rig.Ended).How);
            Assert.Equal(1, (await rig.DepthAsync()).Total);
        });

    [Fact]
    public void What_is_no_longer_ours_is_left_alone() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(3);
            var queue = new FailingQueue(rig.Queue);
            var deliveries = await rig.ReceiveAsync(3, queue);
            await rig.PassAsync(PumpRig.VisibilityTimeout);
            await rig.SettleAsync([
                new Settlement.Reject(deliveries[0], "code", "detail"),
                new Settlement.Release(deliveries[1]),
                new Settlement.Retry(deliveries[2], "busy", "reason"),
            ]);
            Assert.All(rig.Ended, ended => Assert.Equal(Settled.Lost, ended.How));
            Assert.Empty(queue.BatchSizes);
            Assert.Empty(rig.DeadLetters.Snapshot());
        });

    [Fact]
    public void What_has_taken_effect_is_deleted_though_its_time_is_over() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var deliveries = await rig.ReceiveAsync(1);
            await rig.PassAsync(PumpRig.VisibilityTimeout);
            await rig.SettleAsync([new Settlement.Complete(deliveries[0], "done")]);
            Assert.Equal(0, (await rig.DepthAsync()).Total);
        });

    [Fact]
    public void Without_a_dead_letter_queue_a_rejected_message_stays() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var taken = (await rig.ReceiveAsync(1))[0];
            var (message, source) = (taken.Message, taken.Source);
            var delivery = new Delivery(message, source with { DeadLetters = null }, rig.NewLease());
            await rig.SettleAsync([new Settlement.Reject(delivery, "code", "detail")]);
            Assert.Equal(Settled.Abandoned, Assert.Single(rig.Ended).How);
            Assert.Equal(1, (await rig.DepthAsync()).Total);
        });

    private static Settlement Complete(Delivery delivery) => new Settlement.Complete(delivery, "done");
}
