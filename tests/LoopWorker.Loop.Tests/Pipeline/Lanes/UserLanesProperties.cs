using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Events.Types.PosTransactions;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Tests.Pipeline.Lanes;

/// <summary>Whatever is added, taken, put back and returned, and in what order.</summary>
public sealed class UserLanesProperties
{
    [Fact]
    public void Each_users_events_are_taken_in_their_order_and_what_is_taken_together_fits_into_a_transaction() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => new Play(new Random(seed)).Run())
        );

    private sealed class Play(Random random)
    {
        private const int MaximumUsers = 70;

        private readonly UserLanes _lanes = new(kept: random.Next(1, 20));
        private readonly int _users = random.Next(1, MaximumUsers);
        private readonly bool _large = random.Next(3) == 0;
        private readonly Dictionary<string, Queue<EventInHand>> _waiting = [];
        private readonly List<(UserLane Lane, EventInHand Event)> _reserved = [];
        private readonly List<LaneWork> _taken = [];
        private int _added;
        private int _finished;

        public void Run()
        {
            for (var step = 0; step < 400; step++)
                Step();
            while (_reserved.Count > 0)
                Redeem();
            // Nothing is left behind by then: two under the same id need two rounds.
            while (_finished < _added)
            {
                Take(MaximumUsers);
                Assert.NotEmpty(_taken);
                while (_taken.Count > 0)
                    Finish(all: true);
            }
            Assert.Empty(_lanes.Close());
        }

        private void Step()
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
                    Finish(all: random.Next(3) > 0);
                    break;
            }
        }

        private void Reserve()
        {
            var lane = _lanes.Reserve($"u{random.Next(_users)}");
            _lanes.Seed(lane, ContextSnapshot.Fresh(lane.User) with { Bytes = random.Next(_large ? 350_000 : 2_000) });
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
            var (lane, occurrence) = _reserved[0];
            _reserved.RemoveAt(0);
            if (random.Next(6) == 0)
            {
                _lanes.GiveUp(lane);
                return;
            }
            Assert.True(_lanes.TryAdd(lane, occurrence));
            if (!_waiting.TryGetValue(lane.User, out var events))
                _waiting.Add(lane.User, events = new());
            events.Enqueue(occurrence);
            _added++;
        }

        private void Take(int users)
        {
            var works = _lanes.Take(users);
            Assert.InRange(works.Count, 0, users);
            foreach (var work in works)
            {
                Assert.DoesNotContain(_taken, other => other.Lane.User == work.Lane.User);
                Assert.InRange(work.Events.Count, 1, UserLanes.EventsPerUser);
                foreach (var occurrence in work.Events)
                    Assert.Same(_waiting[work.Lane.User].Dequeue(), occurrence);
                _taken.Add(work);
            }
            AssertFits(works);
        }

        private static void AssertFits(List<LaneWork> works)
        {
            EventInHand[] events = [.. works.SelectMany(work => work.Events)];
            var crossings = works.Count(work => work.Events.Any(occurrence => occurrence.Event is GeofenceCrossing));
            var captures = events.Count(occurrence => occurrence.Event is PosTransaction);
            Assert.InRange(works.Count + crossings + events.Length + captures, 0, TableLimits.TransactionWrites);
            if (events.Length > 1)
                Assert.InRange(
                    works.Sum(work => work.Lane.Snapshot!.Bytes) + events.Sum(occurrence => occurrence.Bytes),
                    0,
                    TableLimits.TransactionBytes
                );
            Assert.Equal(events.Length, events.DistinctBy(occurrence => occurrence.MarkerKey).Count());
        }

        // Some of a work's events may be put back, ahead of those that came meanwhile.
        private void Finish(bool all)
        {
            if (_taken.Count == 0)
                return;
            var work = _taken[random.Next(_taken.Count)];
            _taken.Remove(work);
            var done = all ? work.Events.Count : random.Next(work.Events.Count + 1);
            work.Events.RemoveRange(0, done);
            _finished += done;
            if (work.Events.Count > 0)
            {
                _waiting[work.Lane.User] = new([.. work.Events, .. _waiting[work.Lane.User]]);
                Assert.True(_lanes.TryPutBack(work));
            }
            Assert.Empty(_lanes.Return(work.Lane));
        }
    }
}
