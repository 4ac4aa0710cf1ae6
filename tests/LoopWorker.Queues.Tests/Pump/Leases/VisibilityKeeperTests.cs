using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.Queues.Tests.Pump.Leases;

public sealed class VisibilityKeeperTests
{
    private static readonly EntryError Passing = new(QueueErrors.InternalError, "By the test.", SenderFault: false);
    private static readonly EntryError Final = new(QueueErrors.MessageNotInFlight, "By the test.", SenderFault: true);

    [Fact]
    public void A_message_in_hand_stays_hidden_for_many_timeouts() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            await using var kept = await Kept.StartAsync(rig, rig.Queue);
            await rig.PassAsync(TimeSpan.FromMinutes(5));
            Assert.True(kept.Deliveries[0].Lease.IsHeld);
            Assert.Empty(await rig.ReceiveAsync(1));
            Assert.Empty(kept.Lost);
        });

    [Fact]
    public void Ten_are_extended_in_a_call_and_only_when_half_of_their_time_is_gone() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(25);
            var queue = new FailingQueue(rig.Queue);
            await using var kept = await Kept.StartAsync(rig, queue);
            await rig.PassAsync(TimeSpan.FromSeconds(10));
            Assert.Empty(queue.BatchSizes);
            await rig.PassAsync(TimeSpan.FromSeconds(10));
            Assert.Equal([10, 10, 5], queue.BatchSizes);
            Assert.Equal(25, kept.Renewed);
        });

    [Fact]
    public void What_is_settled_is_extended_no_more() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(3);
            var queue = new FailingQueue(rig.Queue);
            await using var kept = await Kept.StartAsync(rig, queue);
            await rig.SettleAsync(kept.Deliveries.Select(delivery => new Settlement.Complete(delivery, "done")));
            var calls = queue.BatchSizes.Count;
            await rig.PassAsync(TimeSpan.FromMinutes(2));
            Assert.Equal(calls, queue.BatchSizes.Count);
            Assert.Empty(kept.Lost);
        });

    [Fact]
    public void A_renewal_under_way_does_not_outlast_the_pause_of_a_retry() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            // Renewals take effect late, and are answered then; shorter changes are made at once.
            var queue = rig.Queue.Before<QueueCall.ChangeVisibility>(call =>
                call.Changes.Any(change => change.Timeout == PumpRig.VisibilityTimeout)
                    ? Task.Delay(TimeSpan.FromSeconds(2), rig.Clock, call.Cancellation)
                    : Task.CompletedTask
            );
            await using var kept = await Kept.StartAsync(rig, queue);
            // In the middle of the first renewal.
            await rig.PassAsync(TimeSpan.FromSeconds(15));
            await rig.SettleAsync([new Settlement.Retry(kept.Deliveries[0], "busy", "reason")]);
            Assert.Equal(Settled.Retried, Assert.Single(rig.Ended).How);
            await rig.PassAsync(TimeSpan.FromSeconds(5));
            Assert.Single(await rig.ReceiveAsync(1));
        });

    [Fact]
    public void A_renewal_that_fails_for_a_while_costs_nothing() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(2);
            var queue = new FailingQueue(rig.Queue) { EntryFails = (call, _) => call < 5 ? Passing : null };
            await using var kept = await Kept.StartAsync(rig, queue);
            await rig.PassAsync(TimeSpan.FromSeconds(60));
            Assert.All(kept.Deliveries, delivery => Assert.True(delivery.Lease.IsHeld));
            Assert.Empty(kept.Lost);
        });

    [Fact]
    public void What_cannot_be_extended_is_lost_when_its_time_is_over_and_told_once() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var queue = new FailingQueue(rig.Queue) { EntryFails = (_, _) => Passing };
            await using var kept = await Kept.StartAsync(rig, queue);
            await rig.PassAsync(TimeSpan.FromSeconds(28));
            Assert.True(kept.Deliveries[0].Lease.IsHeld);
            await rig.PassAsync(TimeSpan.FromSeconds(30));
            Assert.False(kept.Deliveries[0].MayProceed);
            Assert.Equal([kept.Deliveries[0]], kept.Lost);
            Assert.InRange(queue.BatchSizes.Count, 5, 40);
        });

    [Fact]
    public void What_the_queue_says_is_no_longer_ours_is_lost_at_once() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(2);
            var queue = new FailingQueue(rig.Queue) { EntryFails = (_, place) => place == 0 ? Final : null };
            await using var kept = await Kept.StartAsync(rig, queue);
            await rig.PassAsync(TimeSpan.FromSeconds(16));
            Assert.Equal([kept.Deliveries[0]], kept.Lost);
            Assert.Equal([false, true], kept.Deliveries.Select(delivery => delivery.MayProceed));
        });

    [Fact]
    public void What_has_been_in_hand_for_too_long_is_let_go() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            await using var kept = await Kept.StartAsync(rig, rig.Queue, maximumAge: TimeSpan.FromMinutes(1));
            await rig.PassAsync(TimeSpan.FromMinutes(2));
            Assert.Single(kept.Lost);
            Assert.Single(await rig.ReceiveAsync(1));
        });

    [Fact]
    public void A_clock_that_stood_still_is_noticed_without_the_keepers_help() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var delivery = (await rig.ReceiveAsync(1))[0];
            await rig.PassAsync(TimeSpan.FromSeconds(31));
            Assert.False(delivery.MayProceed);
        });

    [Fact]
    public void An_error_for_an_operator_ends_the_keeper() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var queue = new FailingQueue(rig.Queue);
            queue.Failures.Enqueue(new QueueException(QueueErrors.AccessDenied, "By the test."));
            var kept = await Kept.StartAsync(rig, queue);
            Assert.Equal(QueueErrors.AccessDenied, (await Assert.ThrowsAsync<QueueException>(() => kept.Running)).Code);
        });

    /// <summary>A keeper, and the messages that it keeps.</summary>
    private sealed class Kept : IKeeperObserver, IAsyncDisposable
    {
        private readonly VisibilityKeeper _keeper;

        private Kept(PumpRig rig, TimeSpan maximumAge, List<Delivery> deliveries)
        {
            Deliveries = deliveries;
            _keeper = new VisibilityKeeper(new RenewalRules(maximumAge), this, 1_000, rig.Clock);
            Running = _keeper.RunAsync();
            _keeper.Keep(deliveries);
        }

        public List<Delivery> Deliveries { get; }

        public Task Running { get; }

        public int Renewed { get; private set; }

        public List<Delivery> Lost { get; } = [];

        public static async Task<Kept> StartAsync(PumpRig rig, IQueue queue, TimeSpan? maximumAge = null) =>
            new(rig, maximumAge ?? TimeSpan.FromHours(1), await rig.ReceiveAsync(100, queue));

        public void OnRenewed(int messages) => Renewed += messages;

        public ValueTask OnLostAsync(Delivery delivery)
        {
            Lost.Add(delivery);
            return ValueTask.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            _keeper.Complete();
            await Running;
            _keeper.Dispose();
        }
    }
}
