using LoopWorker.Core.Concurrency;

namespace LoopWorker.Core.Tests.Concurrency;

public sealed class AdaptiveLimitTests
{
    private readonly AdaptiveLimit _limit = new(16);
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void A_refusal_halves_it_down_to_one()
    {
        var calls = new List<int>();
        for (var i = 0; i < 6; i++)
        {
            Refuse();
            calls.Add(_limit.Calls);
        }
        Assert.Equal([8, 4, 2, 1, 1, 1], calls);
    }

    [Fact]
    public void Calls_that_were_under_way_when_it_fell_do_not_lower_it_again()
    {
        var begun = _now;
        Pass(10);
        for (var i = 0; i < 16; i++)
            _limit.Refused(begun, _now);
        Assert.Equal(8, _limit.Calls);
    }

    [Fact]
    public void It_grows_by_one_for_each_round_that_succeeds()
    {
        Refuse();
        Refuse();
        Assert.Equal(4, _limit.Calls);
        for (var i = 0; i < 5; i++)
            Answer(10);
        Assert.Equal(5, _limit.Calls);
        for (var i = 0; i < 200; i++)
            Answer(10);
        Assert.Equal(16, _limit.Calls);
    }

    [Fact]
    public void A_call_that_is_slow_beyond_what_is_usual_lowers_it()
    {
        for (var i = 0; i < 50; i++)
            Answer(30);
        Assert.True(Answer(400));
        Assert.Equal(12, _limit.Calls);
        Assert.False(Answer(100));
    }

    [Fact]
    public void What_is_a_little_slower_or_has_always_been_slow_does_not()
    {
        for (var i = 0; i < 50; i++)
            Assert.False(Answer(2_000));
        Assert.False(Answer(4_000));
        Assert.Equal(16, _limit.Calls);
    }

    [Fact]
    public void It_gets_used_to_what_lasts()
    {
        for (var i = 0; i < 50; i++)
            Answer(20);
        for (var i = 0; i < 100; i++)
            Answer(300);
        Assert.False(Answer(300));
        for (var i = 0; i < 200; i++)
            Answer(300);
        Assert.Equal(16, _limit.Calls);
    }

    private void Refuse()
    {
        var begun = Pass(10);
        _limit.Refused(begun, _now);
    }

    private bool Answer(int milliseconds)
    {
        var begun = Pass(milliseconds);
        return _limit.Answered(begun, _now);
    }

    private TimeSpan Pass(int milliseconds)
    {
        var begun = _now;
        _now += TimeSpan.FromMilliseconds(milliseconds);
        return begun;
    }
}
