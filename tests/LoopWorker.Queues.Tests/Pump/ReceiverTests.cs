using LoopWorker.Core;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Testing;

namespace LoopWorker.Queues.Tests.Pump;

public sealed class ReceiverTests
{
    [Fact]
    public void Messages_are_handed_on_in_order_and_hold_their_credits() =>
        PumpRig.Run(async rig =>
        {
            var bodies = new List<string>();
            var credits = new Credits(100, TimeSpan.FromMilliseconds(5), rig.Clock);
            await rig.SendAsync(25);
            await RunForAsync(
                rig,
                rig.Queue,
                credits,
                TimeSpan.FromSeconds(1),
                deliveries => bodies.AddRange(deliveries.Select(delivery => delivery.Message.Body))
            );
            Assert.Equal(Enumerable.Range(0, 25).Select(i => $"{i}"), bodies);
            Assert.Equal(25, credits.InUse);
        });

    [Fact]
    public void No_more_is_received_than_there_are_credits_for() =>
        PumpRig.Run(async rig =>
        {
            var credits = new Credits(7, TimeSpan.FromMilliseconds(5), rig.Clock);
            await rig.SendAsync(25);
            await RunForAsync(rig, rig.Queue, credits, TimeSpan.FromSeconds(5), _ => { });
            Assert.Equal(7, (await rig.DepthAsync()).InFlight);
        });

    [Fact]
    public void A_poll_that_brings_nothing_gives_its_credits_back_and_goes_on() =>
        PumpRig.Run(async rig =>
        {
            var queue = new FailingQueue(rig.Queue);
            var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
            await RunForAsync(rig, queue, credits, TimeSpan.FromMinutes(1), _ => { });
            Assert.Equal(0, credits.InUse);
            Assert.InRange(queue.Receives, 3, 4);
        });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void Polls_that_are_answered_empty_at_once_are_kept_apart(int wait) =>
        PumpRig.Run(async rig =>
        {
            var polls = 0;
            var hasty = rig.Queue.On(
                async (QueueCall.Receive call, IQueue _) =>
                {
                    polls++;
                    await Task.Delay(TimeSpan.FromMilliseconds(5), rig.Clock, CancellationToken.None);
                    return (IReadOnlyList<ReceivedMessage>)[];
                }
            );
            var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
            await RunForAsync(rig, hasty, credits, TimeSpan.FromMinutes(10), _ => { }, TimeSpan.FromSeconds(wait));
            Assert.InRange(polls, 600, 2_000);
            Assert.Equal(0, credits.InUse);
        });

    // Something between here and the queue lets a poll wait for a part of its time.
    [Theory]
    [InlineData(2, 180, 280)]
    [InlineData(11, 54, 55)]
    public void A_poll_that_is_answered_before_half_of_its_wait_is_paced_and_a_later_one_is_not(
        int seconds,
        int least,
        int most
    ) =>
        PumpRig.Run(async rig =>
        {
            var polls = 0;
            var early = rig.Queue.On(
                async (QueueCall.Receive call, IQueue _) =>
                {
                    polls++;
                    await Task.Delay(TimeSpan.FromSeconds(seconds), rig.Clock, CancellationToken.None);
                    return (IReadOnlyList<ReceivedMessage>)[];
                }
            );
            var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
            await RunForAsync(rig, early, credits, TimeSpan.FromMinutes(10), _ => { });
            Assert.InRange(polls, least, most);
        });

    [Fact]
    public void While_polls_are_kept_apart_their_credits_are_free_and_a_message_ends_it() =>
        PumpRig.Run(async rig =>
        {
            var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
            var received = new List<TimeSpan>();
            // Without pauses no time would pass, and the test would not end.
            var polls = 0;
            var counted = rig.Queue.Before<QueueCall.Receive>(_ =>
                ++polls > 10_000 ? throw new InvalidOperationException("Polls without a pause.") : Task.CompletedTask
            );
            var running = RunForAsync(
                rig,
                counted,
                credits,
                TimeSpan.FromMinutes(2),
                deliveries => received.AddRange(deliveries.Select(_ => rig.Clock.Elapsed)),
                TimeSpan.Zero
            );
            await rig.PassAsync(TimeSpan.FromSeconds(59.9));
            Assert.Equal(0, credits.InUse);
            var sent = rig.Clock.Elapsed;
            await rig.SendAsync(25);
            await rig.PassAsync(TimeSpan.FromSeconds(1.1));
            // One at most for the first ten, and none before the others; there are credits for ten.
            Assert.Equal(10, received.Count);
            Assert.All(received, time => Assert.InRange(time - sent, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
            await running;
        });

    [Fact]
    public void Failures_are_waited_out_with_growing_waits() =>
        PumpRig.Run(async rig =>
        {
            var queue = new FailingQueue(rig.Queue);
            for (var i = 0; i < 1_000; i++)
                queue.Failures.Enqueue(new QueueException(QueueErrors.ServiceUnavailable, "Down."));
            var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
            var pauses = await RunForAsync(rig, queue, credits, TimeSpan.FromMinutes(10), _ => { });
            Assert.InRange(queue.Receives, 20, 120);
            Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
            Assert.Equal(0, credits.InUse);
        });

    [Fact]
    public void Receivers_that_failed_together_come_back_apart() =>
        PumpRig.Run(async rig =>
        {
            var moments = new List<TimeSpan>();
            await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => FailOnceAsync()));
            // Two seconds have twenty such slices.
            Assert.All(
                moments.GroupBy(moment => (int)(moment.TotalMilliseconds / 100)),
                slice => Assert.InRange(slice.Count(), 0, 25)
            );

            async Task FailOnceAsync()
            {
                var queue = new FailingQueue(rig.Queue);
                queue.Failures.Enqueue(new QueueException(QueueErrors.ServiceUnavailable, "Down."));
                var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
                moments.AddRange(await RunForAsync(rig, queue, credits, TimeSpan.FromSeconds(5), _ => { }));
            }
        });

    [Fact]
    public void A_failure_that_will_not_pass_ends_it() =>
        PumpRig.Run(async rig =>
        {
            var queue = new FailingQueue(rig.Queue);
            queue.Failures.Enqueue(new QueueException(QueueErrors.QueueNotFound, "Gone."));
            var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
            var failure = await Assert.ThrowsAsync<QueueException>(() =>
                RunForAsync(rig, queue, credits, TimeSpan.FromSeconds(1), _ => { })
            );
            Assert.Equal(QueueErrors.QueueNotFound, failure.Code);
            Assert.Equal(0, credits.InUse);
        });

    [Fact]
    public void Messages_of_an_answer_that_was_held_up_are_ours_from_when_they_were_asked_for() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var deliveries = new List<Delivery>();
            var credits = new Credits(10, TimeSpan.FromMilliseconds(5), rig.Clock);
            var late = rig.Queue.On(
                async (QueueCall.Receive call, IQueue next) =>
                {
                    var received = await call.MakeAsync(next);
                    if (received.Count > 0)
                        await Task.Delay(TimeSpan.FromSeconds(25), rig.Clock, CancellationToken.None);
                    return received;
                }
            );
            await RunForAsync(rig, late, credits, TimeSpan.FromSeconds(26), deliveries.AddRange);
            // Thirty seconds less one for safety, of which twenty-six are over.
            Assert.Equal(TimeSpan.FromSeconds(3), Assert.Single(deliveries).Lease.Headroom);
        });

    [Theory]
    [InlineData(10)]
    [InlineData(4)]
    [InlineData(2)]
    public void One_that_polls_an_empty_queue_takes_no_other_ones_credits(int total) =>
        PumpRig.Run(async rig =>
        {
            var credits = new Credits(total, TimeSpan.FromMilliseconds(5), rig.Clock) { Receivers = 2 };
            var received = new List<TimeSpan>();
            var idle = RunForAsync(rig, rig.DeadLetters, credits, TimeSpan.FromMinutes(5), _ => { });
            var busy = RunForAsync(
                rig,
                rig.Queue,
                credits,
                TimeSpan.FromMinutes(5),
                deliveries =>
                {
                    received.AddRange(
                        deliveries.Where(delivery => delivery.Message.ReceiveCount == 1).Select(_ => rig.Clock.Elapsed)
                    );
                    credits.Return(deliveries.Count);
                }
            );
            await rig.SendAsync(25);
            await Task.WhenAll(idle, busy);
            Assert.Equal(25, received.Count);
            Assert.All(received, time => Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(1)));
        });

    private static async Task<List<TimeSpan>> RunForAsync(
        PumpRig rig,
        IQueue queue,
        Credits credits,
        TimeSpan duration,
        Action<IReadOnlyList<Delivery>> handOn,
        TimeSpan? wait = null
    )
    {
        var pauses = new List<TimeSpan>();
        var receiver = new Receiver(
            new Source(queue, rig.DeadLetters, PumpRig.MaxReceiveCount, PumpRig.VisibilityTimeout),
            credits,
            wait ?? TimeSpan.FromSeconds(20),
            (deliveries, _) =>
            {
                handOn(deliveries);
                return ValueTask.CompletedTask;
            },
            (_, pause) => pauses.Add(pause),
            rig.Randomness,
            rig.Clock
        );
        using var stop = new CancellationTokenSource();
        var running = receiver.RunAsync(stop.Token);
        await Task.WhenAny(running, Task.Delay(duration, rig.Clock));
        stop.Cancel();
        await running;
        return pauses;
    }
}
