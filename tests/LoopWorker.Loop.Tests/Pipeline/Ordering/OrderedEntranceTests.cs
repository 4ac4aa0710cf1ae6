using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Pipeline.Lanes;
using LoopWorker.Loop.Pipeline.Ordering;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Ordering;

public sealed class OrderedEntranceTests : IDisposable
{
    private readonly UserLanes _lanes = new(kept: 10, new VirtualClock(Make.Now));
    private readonly OrderedEntrance _entrance;
    private readonly ReceivedEvent _first;
    private readonly ReceivedEvent _second;

    public OrderedEntranceTests()
    {
        var source = Make.SourceNamed("events.fifo");
        _first = Make.InGroup(Make.Yield("y1", "a"), "group", source);
        _second = Make.InGroup(Make.Yield("y2", "b"), "group", source);
        _entrance = new OrderedEntrance(_lanes, TimeProvider.System);
        _entrance.Receive([
            .. new[] { _first, _second }.Select(received => new IntakeResult(
                received.Delivery,
                new StageResult.Read(received),
                default
            )),
        ]);
    }

    public void Dispose() => _lanes.Dispose();

    [Fact]
    public void What_goes_into_another_lane_waits_until_what_is_before_it_is_settled()
    {
        Assert.True(Enter(_first));
        Assert.True(Enter(_second));
        Assert.Equal([_first], Taken());
        Assert.Empty(_entrance.Leave(_first.Delivery));
        Assert.Equal([_second], Taken());
    }

    [Fact]
    public void What_waits_behind_a_failed_message_is_given_back_and_its_reservation_with_it()
    {
        Enter(_first);
        Enter(_second);
        Assert.Equal([_second.Delivery], _entrance.Withdraw(_first.Delivery));
        // A lane without reservations is dropped when others are idle for less long.
        for (var i = 0; i < 10; i++)
            _lanes.GiveUp(Reserve($"other{i}"));
        Assert.Null(_lanes.Reserve("b").Context);
    }

    [Fact]
    public void One_that_finds_the_lanes_closed_when_its_turn_comes_is_given_back()
    {
        Enter(_first);
        Enter(_second);
        _lanes.Close();
        Assert.Equal([_second.Delivery], _entrance.Leave(_first.Delivery));
    }

    [Fact]
    public void Giving_back_hands_over_what_waits_here_and_in_the_lanes_and_lets_nothing_in()
    {
        var standard = Make.InHand(Make.Yield("y3", "c"));
        Enter(_first);
        Enter(_second);
        Enter(standard);
        Assert.Equal([_second.Delivery, _first.Delivery, standard.Delivery], _entrance.GiveBack());
        Assert.False(Enter(Make.InHand(Make.Yield("y4", "c"))));
        Assert.Empty(_entrance.Leave(_first.Delivery));
    }

    private bool Enter(ReceivedEvent received) =>
        _entrance.TryEnter(
            received.Delivery,
            new LaneDestination(_lanes, Reserve(((UserEvent)received.Event).UserPubkey), received)
        );

    private UserLane Reserve(string user)
    {
        var lane = _lanes.Reserve(user);
        _lanes.Provide(lane, ContextSnapshot.Fresh(user));
        return lane;
    }

    private IEnumerable<ReceivedEvent> Taken() => _lanes.Take(10).SelectMany(batch => batch.Events);
}
