using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Queues.Messages;
using static LoopWorker.Queues.Tests.InMemory.InMemoryRig;

namespace LoopWorker.Queues.Tests.InMemory;

public sealed class InMemoryLongPollTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);

    [Fact]
    public void Those_who_wait_are_served_in_order() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            var first = BodiesAsync(ReceiveAsync(queue, 1, Wait));
            var second = BodiesAsync(ReceiveAsync(queue, 2, Wait));
            var third = BodiesAsync(ReceiveAsync(queue, 10, Wait));
            await SendAsync(queue, "1", "2", "3", "4", "5");
            Assert.Equal(["1"], await first);
            Assert.Equal(["2", "3"], await second);
            Assert.Equal(["4", "5"], await third);
        });

    [Fact]
    public void A_poll_that_comes_later_does_not_take_what_falls_due_for_one_who_waits() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, new OutgoingMessage("a") { Delay = TimeSpan.FromSeconds(5) });
            var first = BodiesAsync(ReceiveAsync(queue, wait: Wait));
            rig.Clock.Advance(TimeSpan.FromSeconds(5));
            Assert.Empty(await ReceiveAsync(queue));
            Assert.Equal(["a"], await first);
        });

    [Fact]
    public void A_cancelled_poll_takes_no_message_and_leaves_it_to_the_next() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            using var cancellation = new CancellationTokenSource();
            var cancelled = ReceiveAsync(queue, wait: Wait, cancellation: cancellation.Token);
            var next = BodiesAsync(ReceiveAsync(queue, wait: Wait));
            cancellation.Cancel();
            await SendAsync(queue, "a");
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
            Assert.Equal(["a"], await next);
        });

    [Fact]
    public void A_poll_cancelled_just_after_it_was_served_keeps_its_messages() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            using var cancellation = new CancellationTokenSource();
            var poll = BodiesAsync(ReceiveAsync(queue, wait: Wait, cancellation: cancellation.Token));
            await SendAsync(queue, "a");
            cancellation.Cancel();
            Assert.Equal(["a"], await poll);
        });

    [Fact]
    public void A_call_that_is_cancelled_beforehand_changes_nothing() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(queue, "a");
            var cancelled = new CancellationToken(canceled: true);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ReceiveAsync(queue, cancellation: cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.SendAsync([new("b")], cancelled));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.PurgeAsync(cancelled));
            Assert.Equal(new QueueDepth(1, 0, 0), await queue.GetDepthAsync(default));
        });

    [Fact]
    public void A_poll_lasts_exactly_as_long_as_its_wait() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            Assert.Empty(await ReceiveAsync(queue, wait: Wait));
            Assert.Equal(Wait, rig.Clock.Elapsed);
        });

    [Fact]
    public void A_poll_ends_at_the_instant_a_message_falls_due() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync();
            await SendAsync(
                queue,
                new OutgoingMessage("b") { Delay = TimeSpan.FromSeconds(7) },
                new OutgoingMessage("a") { Delay = TimeSpan.FromSeconds(3) }
            );
            Assert.Equal(["a"], await BodiesAsync(ReceiveAsync(queue, wait: Wait)));
            Assert.Equal(TimeSpan.FromSeconds(3), rig.Clock.Elapsed);
            Assert.Equal(["b"], await BodiesAsync(ReceiveAsync(queue, wait: Wait)));
            Assert.Equal(TimeSpan.FromSeconds(7), rig.Clock.Elapsed);
        });

    [Fact]
    public void A_poll_of_a_fifo_group_ends_when_the_group_is_free() =>
        Run(async rig =>
        {
            var queue = await rig.CreateAsync("queue.fifo");
            await SendAsync(
                queue,
                new OutgoingMessage("1") { GroupId = "g", DeduplicationId = "1" },
                new OutgoingMessage("2") { GroupId = "g", DeduplicationId = "2" }
            );
            var first = Assert.Single(await ReceiveAsync(queue, 1));
            var poll = ReceiveAsync(queue, wait: Wait);
            Assert.False(poll.IsCompleted);
            await DeleteAsync(queue, first.ReceiptHandle);
            Assert.Equal(["2"], await BodiesAsync(poll));
        });

    [Fact]
    public void Whatever_polls_come_go_and_are_cancelled_each_message_goes_to_exactly_one() =>
        Property.Holds(
            Gen.Choose(0, 9).ListOf(40),
            steps =>
                Run(async rig =>
                {
                    // Longer than any run takes, so that nothing comes twice.
                    var timeout = QueueLimits.MaximumVisibilityTimeout;
                    var queue = await rig.CreateAsync(new QueueDefinition("queue") { VisibilityTimeout = timeout });
                    var polls = new List<(Task<string[]> Bodies, CancellationTokenSource Cancellation)>();
                    var sent = 0;
                    foreach (var step in steps)
                        switch (step)
                        {
                            case <= 3:
                                var cancellation = new CancellationTokenSource();
                                var wait = TimeSpan.FromSeconds(1 + step * 5);
                                var poll = ReceiveAsync(queue, 1 + step, wait, cancellation: cancellation.Token);
                                polls.Add((BodiesAsync(poll), cancellation));
                                break;
                            case <= 5:
                                await SendAsync(queue, Enumerable.Range(sent, step - 3).Select(i => $"{i}"));
                                sent += step - 3;
                                break;
                            case 6 when polls.Count > 0:
                                polls[sent % polls.Count].Cancellation.Cancel();
                                break;
                            default:
                                await Task.Delay(TimeSpan.FromSeconds(step - 6), rig.Clock);
                                break;
                        }
                    var received = new List<string>();
                    foreach (var (bodies, cancellation) in polls)
                    {
                        await bodies.ContinueWith(_ => { }, TaskContinuationOptions.ExecuteSynchronously);
                        if (bodies.IsCompletedSuccessfully)
                            received.AddRange(await bodies);
                        cancellation.Dispose();
                    }
                    while (await BodiesAsync(ReceiveAsync(queue)) is { Length: > 0 } rest)
                        received.AddRange(rest);
                    Assert.Equal(Enumerable.Range(0, sent), received.Select(int.Parse).Order());
                })
        );
}
