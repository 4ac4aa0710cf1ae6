using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Pipeline.InHand;

namespace LoopWorker.Loop.Tests.Pipeline.InHand;

public sealed class InHandTargetTests
{
    private const int Least = 256;
    private const int Most = 2_000;
    private static readonly TimeSpan Target = TimeSpan.FromSeconds(2);

    // And a little, to have it behind.
    private static readonly TimeSpan OneLook = Target / 4 + TimeSpan.FromMilliseconds(10);

    private readonly InHandTarget _target = new(Target, Least, Most);
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(50, Least)]
    [InlineData(128, 256)]
    [InlineData(300, 600)]
    [InlineData(800, 1_600)]
    [InlineData(5_000, Most)]
    public void The_room_becomes_what_is_settled_in_the_target_time(int perSecond, int room)
    {
        Settle(perSecond, TimeSpan.FromSeconds(10));
        Assert.InRange(_target.Room, 0.98 * room, 1.02 * room);
    }

    [Fact]
    public void It_doubles_at_most_each_time_it_has_settled_as_many_as_it_has_room_for()
    {
        foreach (var room in new[] { 512, 1_024, Most })
        {
            for (var i = 0; i < _target.Room - 1; i++)
                SettleOne(5_000);
            Assert.Equal(room == Most ? 1_024 : room / 2, _target.Room);
            SettleOne(5_000);
            Assert.Equal(room, _target.Room);
        }
    }

    [Fact]
    public void It_loses_a_quarter_at_most_in_a_quarter_of_the_target_time()
    {
        Settle(1_000, TimeSpan.FromSeconds(10));
        Settle(10, 2 * OneLook);
        var before = _target.Room;
        Settle(10, OneLook);
        Assert.InRange(_target.Room, 0.74 * before, 0.76 * before);
    }

    [Fact]
    public void A_worker_that_finds_few_messages_keeps_its_room()
    {
        Settle(1_000, TimeSpan.FromSeconds(10));
        Settle(20, OneLook, inUse: 40);
        var before = _target.Room;
        Settle(20, TimeSpan.FromMinutes(5), inUse: 40);
        Assert.Equal(before, _target.Room);
    }

    [Fact]
    public void After_a_silence_it_is_as_large_as_ever_within_two_target_times()
    {
        Settle(1_000, TimeSpan.FromSeconds(10));
        _now += TimeSpan.FromMinutes(10);
        Settle(1_000, 2 * Target);
        Assert.InRange(_target.Room, 1_960, Most);
    }

    [Fact]
    public void While_something_else_limits_what_is_in_hand_it_follows_what_is_settled_all_the_same()
    {
        Settle(1_000, TimeSpan.FromSeconds(10));
        Settle(200, TimeSpan.FromSeconds(10), inUse: 100, room: 100);
        Assert.InRange(_target.Room, 392, 408);
    }

    [Fact]
    public void The_room_stays_within_its_bounds_whatever_is_settled_when() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var least = random.Next(1, 500);
                    var most = least + random.Next(500);
                    var target = new InHandTarget(Target, least, most);
                    for (var (i, now) = (0, TimeSpan.Zero); i < 500; i++)
                    {
                        now += TimeSpan.FromMilliseconds(random.Next(random.Next(1, 1_000)));
                        target.OnSettled(random.Next(2 * most), random.Next(2 * most), now);
                        Assert.InRange(target.Room, least, most);
                    }
                }
            )
        );

    private void Settle(int perSecond, TimeSpan duration, int? inUse = null, int room = Most)
    {
        var end = _now + duration;
        while (_now < end)
            SettleOne(perSecond, inUse, room);
    }

    private void SettleOne(int perSecond, int? inUse = null, int room = Most)
    {
        _now += TimeSpan.FromSeconds(1) / perSecond;
        _target.OnSettled(inUse ?? _target.Room, room, _now);
    }
}
