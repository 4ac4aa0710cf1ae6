using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Tables;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Lanes;

/// <summary>Whatever is added, taken, put back and returned, and in what order.</summary>
public sealed class UserLanesProperties
{
    [Fact]
    public void Each_users_events_are_taken_in_their_order_and_what_is_taken_together_fits_into_a_transaction() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                    VirtualTimeScheduler.Run(
                        Make.Now,
                        async clock =>
                        {
                            var random = new Random(seed);
                            using var lanes = new UserLanes(kept: random.Next(1, 20), clock);
                            await new Play(random, lanes, clock).RunAsync();
                        }
                    )
            )
        );

    private sealed class Play(Random random, UserLanes lanes, TimeProvider clock)
    {
        private const int MaximumUsers = 70;

        private readonly int _users = random.Next(1, MaximumUsers);
        private readonly bool _large = random.Next(3) == 0;
        private readonly Dictionary<string, Queue<ReceivedEvent>> _waiting = [];
        private readonly List<(UserLane Lane, ReceivedEvent Event)> _reserved = [];
        private readonly List<UserBatch> _taken = [];
        private int _added;
        private int _finished;

        public async Task RunAsync()
        {
            var watching = lanes.WatchRestsAsync();
            for (var step = 0; step < 400; step++)
                await StepAsync();
            while (_reserved.Count > 0)
                Redeem();
            // Nothing is left behind by then: two under the same id need two rounds.
            while (_finished < _added)
            {
                Take(MaximumUsers);
                Assert.NotEmpty(_taken);
                while (_taken.Count > 0)
                    await FinishAsync(all: true);
            }
            Assert.Empty(lanes.Close());
            lanes.EndRests();
            await watching;
        }

        private async Task StepAsync()
        {
            switch (random.Next(8))
            {
                case < 3:
                    Reserve();
                    break;
                case < 6:
                    Redeem();
                    break;
                case 6:
                    Take(random.Next(1, 50));
                    break;
                default:
                    await FinishAsync(all: random.Next(3) > 0);
                    break;
            }
        }

        private void Reserve()
        {
            var lane = lanes.Reserve($"u{random.Next(_users)}");
            lanes.Provide(
                lane,
                ContextSnapshot.Fresh(lane.User) with
                {
                    Bytes = random.Next(_large ? 350_000 : 2_000),
                }
            );
            _reserved.Add((lane, Make.InHand(MakeEvent(lane.User), random.Next(_large ? 250_000 : 1_000))));
        }

        // Ids are few: the same may come twice, and from two users.
        private LoopEvent MakeEvent(string user) =>
            random.Next(3) switch
            {
                0 => Make.Sale($"{random.Next(200)}"),
                1 => Make.Crossing(Transition.Enter, $"{random.Next(200)}", user),
                _ => Make.Yield($"{random.Next(200)}", user),
            };

        private void Redeem()
        {
            if (_reserved.Count == 0)
                return;
            var (lane, received) = _reserved[0];
            _reserved.RemoveAt(0);
            if (random.Next(6) == 0)
            {
                lanes.GiveUp(lane);
                return;
            }
            Assert.True(lanes.TryAdd(lane, received));
            if (!_waiting.TryGetValue(lane.User, out var events))
                _waiting.Add(lane.User, events = new());
            events.Enqueue(received);
            _added++;
        }

        private void Take(int users)
        {
            var batches = lanes.Take(users);
            Assert.InRange(batches.Count, 0, users);
            foreach (var batch in batches)
            {
                Assert.DoesNotContain(_taken, other => other.Lane.User == batch.Lane.User);
                Assert.InRange(batch.Events.Count, 1, UserLanes.EventsPerUser);
                foreach (var received in batch.Events)
                    Assert.Same(_waiting[batch.Lane.User].Dequeue(), received);
                _taken.Add(batch);
            }
            AssertFits(batches);
        }

        private static void AssertFits(IReadOnlyList<UserBatch> batches)
        {
            ReceivedEvent[] events = [.. batches.SelectMany(batch => batch.Events)];
            var crossings = batches.Count(batch => batch.Events.Any(received => received.Event is GeofenceCrossing));
            var captures = events.Count(received => received.Event is PosTransaction);
            Assert.InRange(batches.Count + crossings + events.Length + captures, 0, TableLimits.TransactionWrites);
            if (events.Length > 1)
                Assert.InRange(
                    batches.Sum(batch => batch.Context.Bytes) + events.Sum(received => received.Bytes),
                    0,
                    TableLimits.TransactionBytes
                );
            Assert.Equal(events.Length, events.DistinctBy(received => received.MarkerKey).Count());
        }

        // Some of a batch's events may be put back, ahead of those that came meanwhile.
        private async Task FinishAsync(bool all)
        {
            if (_taken.Count == 0)
                return;
            var batch = _taken[random.Next(_taken.Count)];
            _taken.Remove(batch);
            var done = all ? batch.Events.Count : random.Next(batch.Events.Count + 1);
            var left = batch with { Events = [.. batch.Events.Skip(done)] };
            _finished += done;
            if (left.Events.Count == 0)
            {
                lanes.Return(left);
                return;
            }
            _waiting[batch.Lane.User] = new([.. left.Events, .. _waiting[batch.Lane.User]]);
            var pause = TimeSpan.FromMilliseconds(random.Next(3));
            Assert.True(lanes.TryRest(left, pause));
            await Task.Delay(pause + TimeSpan.FromMilliseconds(1), clock);
        }
    }
}
