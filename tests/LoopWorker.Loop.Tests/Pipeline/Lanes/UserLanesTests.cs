using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Lanes;

public sealed class UserLanesTests : IDisposable
{
    private readonly VirtualClock _clock = new(Make.Now);
    private readonly UserLanes _lanes;

    public UserLanesTests() => _lanes = new UserLanes(kept: 2, _clock);

    public void Dispose() => _lanes.Dispose();

    [Fact]
    public void Idle_lanes_keep_their_contexts_until_there_are_too_many()
    {
        foreach (var user in new[] { "a", "b", "c" })
            _lanes.GiveUp(Seeded(user));

        Assert.Null(_lanes.Reserve("a").Context);
        Assert.NotNull(_lanes.Reserve("b").Context);
        Assert.NotNull(_lanes.Reserve("c").Context);
    }

    [Fact]
    public void A_lane_that_is_reserved_or_taken_is_kept_however_many_are_idle()
    {
        var reserved = Seeded("reserved");
        _lanes.TryAdd(Seeded("taken"), Make.InHand(Make.Yield()));
        var taken = Assert.Single(_lanes.Take(1)).Lane;
        foreach (var user in new[] { "a", "b", "c" })
            _lanes.GiveUp(Seeded(user));

        Assert.Same(reserved, _lanes.Reserve("reserved"));
        Assert.Same(taken, _lanes.Reserve("taken"));
    }

    [Fact]
    public void A_context_that_was_read_later_does_not_displace_one_that_is_there()
    {
        var lane = Seeded("a");
        var first = lane.Context;
        _lanes.Provide(lane, ContextSnapshot.Fresh("a"));
        Assert.Same(first, lane.Context);
    }

    [Fact]
    public void A_user_is_let_go_when_the_last_event_has_left_and_none_is_on_its_way()
    {
        var lane = Seeded("a");
        _lanes.TryAdd(lane, Make.InHand(Make.Yield("y1")));
        Assert.False(TakeAndReturn().Known.WasLetGo);
        // Nothing was there for a moment, until the next event came.
        _lanes.TryAdd(_lanes.Reserve("a"), Make.InHand(Make.Yield("y2")));
        var batch = TakeAndReturn(next: "y3");
        Assert.True(batch.Known.WasLetGo);
        // It has stayed since the lane was returned.
        Assert.False(TakeAndReturn().Known.WasLetGo);

        // Takes the lane, and returns it as after a commit; the next event is on its way then, or comes later.
        UserBatch TakeAndReturn(string? next = null)
        {
            var taken = Assert.Single(_lanes.Take(1));
            var reserved = next is null ? null : _lanes.Reserve("a");
            _lanes.Return(taken.AfterCommit(new KnownContext(taken.Context, TimeSpan.FromSeconds(1)), []));
            if (reserved is not null)
                _lanes.TryAdd(reserved, Make.InHand(Make.Yield(next!)));
            return taken;
        }
    }

    [Fact]
    public void Users_in_contention_go_few_at_a_time_and_never_with_others() =>
        VirtualTimeScheduler.Run(
            Make.Now,
            async clock =>
            {
                using var lanes = new UserLanes(kept: 20, clock);
                var watching = lanes.WatchRestsAsync();
                foreach (var user in Enumerable.Range(0, 10))
                    Add(lanes, $"contended{user}");
                foreach (var (i, batch) in lanes.Take(20).Index())
                    lanes.TryRest(batch with { Contention = 1 }, TimeSpan.FromMilliseconds(10 + i));
                // Another user comes in the midst of them.
                await Task.Delay(TimeSpan.FromMilliseconds(12), clock);
                Add(lanes, "other1");
                await Task.Delay(TimeSpan.FromMilliseconds(10), clock);
                Add(lanes, "other2");

                var taken = new List<IReadOnlyList<UserBatch>>();
                while (lanes.Take(20) is { Count: > 0 } batches)
                    taken.Add(batches);
                Assert.All(taken, batches => Assert.Single(batches.Select(batch => batch.IsContended).Distinct()));
                var sizes = taken.ToLookup(batches => batches[0].IsContended, batches => batches.Count);
                Assert.Equal([2, 2, 2, 2, 2], sizes[true]);
                Assert.Equal([2], sizes[false]);
                lanes.EndRests();
                await watching;
            }
        );

    [Theory]
    [InlineData(UserLanes.EventsPerUser - 1, 0)]
    [InlineData(UserLanes.EventsPerUser, UserLanes.EventsPerUser)]
    public void A_lane_that_gathers_waits_unless_as_many_wait_as_go_together(int waiting, int takenAtOnce) =>
        VirtualTimeScheduler.Run(
            Make.Now,
            async clock =>
            {
                using var lanes = new UserLanes(kept: 20, clock);
                var watching = lanes.WatchRestsAsync();
                Add(lanes, "a");
                var batch = Assert.Single(lanes.Take(1));
                for (var i = 0; i < waiting; i++)
                    Add(lanes, "a", $"y{i}");
                lanes.ReturnToGather(batch with { Events = [] }, TimeSpan.FromMilliseconds(10));

                Assert.Equal(takenAtOnce, lanes.Take(1).Sum(taken => taken.Events.Count));
                await Task.Delay(TimeSpan.FromMilliseconds(20), clock);
                Assert.Equal(waiting - takenAtOnce, lanes.Take(1).Sum(taken => taken.Events.Count));
                lanes.EndRests();
                await watching;
            }
        );

    private static void Add(UserLanes lanes, string user, string id = "y")
    {
        var lane = lanes.Reserve(user);
        lanes.Provide(lane, ContextSnapshot.Fresh(user));
        Assert.True(lanes.TryAdd(lane, Make.InHand(Make.Yield($"{id}-{user}", user))));
    }

    [Fact]
    public void Once_closed_they_hand_back_what_waits_and_take_no_more()
    {
        var (waiting, late) = (Make.InHand(Make.Yield("y1")), Make.InHand(Make.Yield("y2")));
        Assert.True(_lanes.TryAdd(Seeded("a"), waiting));
        var reserved = _lanes.Reserve("a");

        Assert.Equal([waiting], _lanes.Close());
        Assert.False(_lanes.TryAdd(reserved, late));
        Assert.Empty(_lanes.Close());
    }

    [Fact]
    public void What_is_taken_when_they_close_cannot_be_put_back()
    {
        _lanes.TryAdd(Seeded("a"), Make.InHand(Make.Yield()));
        var batch = Assert.Single(_lanes.Take(1));
        _lanes.Close();
        Assert.False(_lanes.TryRest(batch, TimeSpan.FromSeconds(1)));
        Assert.Single(batch.Events);
    }

    [Fact]
    public void Events_of_a_lane_that_rests_are_taken_again_after_the_pause_and_come_first() =>
        VirtualTimeScheduler.Run(
            Make.Now,
            async clock =>
            {
                using var lanes = new UserLanes(kept: 2, clock);
                var watching = lanes.WatchRestsAsync();
                var (first, second) = (Make.InHand(Make.Yield("y1")), Make.InHand(Make.Yield("y2")));
                var lane = lanes.Reserve("a");
                lanes.Provide(lane, ContextSnapshot.Fresh("a"));
                lanes.TryAdd(lane, first);
                var batch = Assert.Single(lanes.Take(1));

                Assert.True(lanes.TryRest(batch with { Throttles = 3 }, TimeSpan.FromSeconds(1)));
                lanes.TryAdd(lanes.Reserve("a"), second);
                Assert.Empty(lanes.Take(1));
                await Task.Delay(TimeSpan.FromSeconds(0.9), clock);
                Assert.Empty(lanes.Take(1));
                await Task.Delay(TimeSpan.FromSeconds(0.1), clock);

                var again = Assert.Single(lanes.Take(1));
                Assert.Equal([first, second], again.Events);
                Assert.Equal(3, again.Throttles);
                lanes.EndRests();
                await watching;
            }
        );

    [Fact]
    public void Of_large_contexts_fewer_are_kept()
    {
        // Two are kept, of four kilobytes each.
        Idle("a", bytes: 5_000);
        Idle("b", bytes: 3_000);
        Assert.NotNull(_lanes.Reserve("a").Context);
        _lanes.GiveUp(_lanes.Reserve("b"));
        Idle("c", bytes: 6_000);
        Assert.Null(_lanes.Reserve("b").Context);
    }

    private void Idle(string user, int bytes)
    {
        var lane = _lanes.Reserve(user);
        _lanes.Provide(lane, ContextSnapshot.Fresh(user) with { Bytes = bytes });
        _lanes.GiveUp(lane);
    }

    [Fact]
    public async Task Without_its_context_a_lane_hands_back_what_waits_in_it_and_is_read_before_it_takes_part_again()
    {
        var (first, second) = (Make.InHand(Make.Yield("y1")), Make.InHand(Make.Yield("y2")));
        _lanes.TryAdd(Seeded("a"), first);
        var reserved = _lanes.Reserve("a");
        var lane = Assert.Single(_lanes.Take(1)).Lane;
        _lanes.TryAdd(_lanes.Reserve("a"), second);

        Assert.Equal([second], _lanes.ReturnUnreadable(lane));
        Assert.True(_lanes.TryAdd(reserved, Make.InHand(Make.Yield("y3"))));
        Assert.Empty(_lanes.Take(1));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([lane], await _lanes.TakeUnreadAsync());
        _lanes.ReturnRead(lane, ContextSnapshot.Fresh("a"));
        Assert.Same(lane, Assert.Single(_lanes.Take(1)).Lane);
    }

    [Fact]
    public void A_transaction_that_can_be_filled_does_not_wait()
    {
        Assert.False(_lanes.IsWorthWaiting(2));
        _lanes.TryAdd(Seeded("a"), Make.InHand(Make.Yield("y")));
        Assert.True(_lanes.IsWorthWaiting(2));
        Assert.False(_lanes.IsWorthWaiting(1));
        for (var i = 1; i < UserLanes.EventsPerUser; i++)
            _lanes.TryAdd(_lanes.Reserve("a"), Make.InHand(Make.Yield($"y{i}")));
        Assert.False(_lanes.IsWorthWaiting(2));
    }

    private UserLane Seeded(string user)
    {
        var lane = _lanes.Reserve(user);
        _lanes.Provide(lane, ContextSnapshot.Fresh(user));
        return lane;
    }
}
