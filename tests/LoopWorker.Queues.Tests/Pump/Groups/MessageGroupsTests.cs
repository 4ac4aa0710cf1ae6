using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.Pump.Groups;

public sealed class MessageGroupsTests
{
    private readonly VirtualClock _clock = new(DateTimeOffset.UnixEpoch);
    private readonly MessageGroups _groups = new();
    private readonly List<string> _entered = [];

    [Fact]
    public void Messages_of_a_standard_queue_are_not_held_up()
    {
        var (first, second) = (Receive("a", queue: "standard"), Receive("a", queue: "standard"));
        Pass(second, "x");
        Pass(first, "y");
        Assert.Equal([Id(second), Id(first)], _entered);
    }

    [Fact]
    public void One_that_goes_by_another_route_waits_until_those_before_it_are_settled()
    {
        var (first, second, third) = (Receive("a"), Receive("a"), Receive("a"));
        Pass(first, "x");
        Pass(second, "y");
        Pass(third, "y");
        Assert.Equal([Id(first)], _entered);
        Leave(first);
        Assert.Equal([Id(first), Id(second), Id(third)], _entered);
    }

    [Fact]
    public void Those_that_go_by_the_same_route_go_at_once()
    {
        var (first, second) = (Receive("a"), Receive("a"));
        Pass(first, "x");
        Pass(second, "x");
        Assert.Equal([Id(first), Id(second)], _entered);
    }

    [Fact]
    public void One_whose_route_is_not_known_yet_holds_up_those_behind_it()
    {
        var (first, second) = (Receive("a"), Receive("a"));
        Pass(second, "x");
        Assert.Empty(_entered);
        Pass(first, "x");
        Assert.Equal([Id(first)], _entered);
        Leave(first);
        Assert.Equal([Id(first), Id(second)], _entered);
    }

    [Fact]
    public void Groups_do_not_wait_for_each_other()
    {
        var (first, second) = (Receive("a"), Receive("b"));
        Pass(second, "x");
        Pass(first, "y");
        Assert.Equal([Id(second), Id(first)], _entered);
    }

    [Fact]
    public void A_failure_withdraws_what_is_behind_it_and_nothing_before_it()
    {
        var all = Enumerable.Range(0, 5).Select(_ => Receive("a")).ToList();
        Pass(all[0], "x");
        Pass(all[1], "x");
        Pass(all[2], "x");
        Pass(all[3], "y");
        Assert.Equal([all[3]], _groups.Withdraw(all[1]));
        Assert.Equal([true, false, false, false, false], all.Select(delivery => delivery.MayProceed));
        Assert.Equal(Turn.Refused, _groups.Ask(all[4], "x"));
        Assert.Empty(_groups.Withdraw(all[1]));
    }

    [Fact]
    public void What_is_received_after_a_failure_begins_anew()
    {
        var first = Receive("a");
        Pass(first, "x");
        _groups.Withdraw(first);
        var again = Receive("a");
        Pass(again, "y");
        Assert.Equal([Id(first), Id(again)], _entered);
        Assert.True(again.MayProceed);
        Leave(first);
        Assert.True(again.MayProceed);
    }

    [Fact]
    public void Closing_hands_over_what_waits_and_lets_nothing_go_on()
    {
        var (first, second, third) = (Receive("a"), Receive("a"), Receive("a"));
        Pass(first, "x");
        Pass(second, "y");
        Assert.Equal([second], _groups.Close());
        Assert.Empty(_groups.Leave(first));
        Assert.Equal(Turn.Refused, _groups.Ask(third, "x"));
        Assert.Equal([Id(first)], _entered);
    }

    [Fact]
    public void Closing_hands_over_what_waits_before_a_failed_one()
    {
        var (first, second, third) = (Receive("a"), Receive("a"), Receive("a"));
        Pass(first, "x");
        Pass(second, "y");
        _groups.Withdraw(third);
        Assert.Equal([second], _groups.Close());
        Assert.Empty(_groups.Leave(first));
    }

    [Fact]
    public void One_behind_another_whose_lease_is_lost_may_not_proceed_until_that_has_left()
    {
        var other = new VirtualClock(DateTimeOffset.UnixEpoch);
        var first = Receive("a");
        var (second, third) = (NewDelivery("a", "events.fifo", other), NewDelivery("a", "events.fifo", other));
        Assert.Equal((true, true), (second.MayProceed, third.MayProceed));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((false, false), (second.MayProceed, third.MayProceed));
        Leave(second);
        Assert.False(third.MayProceed);
        Leave(first);
        Assert.True(third.MayProceed);
    }

    // Whatever order routes become known, messages settle and fail in: those that enter do so in the order of receipt, and
    // none enters while one before it is on another route.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Order_holds_in_random_runs(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 2_000; run++)
            new GroupRun(random).Play();
    }

    // Whatever fails and however often: each goes once, after all before it.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Order_holds_in_random_runs_with_retries_in_hand(int seed)
    {
        var random = new Random(seed);
        for (var run = 0; run < 2_000; run++)
            new RecallRun(random).Play();
    }

    [Fact]
    public void Nothing_is_called_back_for_one_that_has_none_behind_it()
    {
        var (first, second) = (Receive("a"), Receive("a"));
        Pass(first, "x");
        Pass(second, "x");
        Assert.False(_groups.TryRecall(second));
        Assert.True(_groups.TryRecall(first));
        Leave(second);
        Assert.False(_groups.TryRecall(first));
    }

    [Fact]
    public void What_is_withdrawn_does_not_come_back()
    {
        var (first, second) = (Receive("a"), Receive("a"));
        Pass(first, "x");
        Pass(second, "x");
        _groups.TryRecall(first);
        _groups.Withdraw(first);
        Assert.False(_groups.TryReturn(second));
        Assert.False(_groups.TryRecall(first));
        Assert.False(second.MayProceed);
    }

    private Delivery Receive(string group, string queue = "events.fifo") => NewDelivery(group, queue, _clock);

    private Delivery NewDelivery(string group, string queue, VirtualClock clock)
    {
        var delivery = GroupRun.NewDelivery(group, queue, clock);
        _groups.Receive(delivery);
        return delivery;
    }

    private void Pass(Delivery delivery, string route)
    {
        if (_groups.Ask(delivery, route) == Turn.Go)
            _entered.Add(Id(delivery));
    }

    private void Leave(Delivery delivery) => _entered.AddRange(_groups.Leave(delivery).Select(Id));

    private static string Id(Delivery delivery) => delivery.Message.MessageId;
}
