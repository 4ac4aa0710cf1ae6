using FsCheck.Fluent;
using LoopWorker.Queues.Pump.Leases;

namespace LoopWorker.Queues.Tests.Pump.Leases;

public sealed class RenewalRulesTests
{
    private static readonly RenewalRules Rules = new(TimeSpan.FromMinutes(10));

    [Theory]
    [InlineData(0, RenewalAction.Wait)]
    [InlineData(14, RenewalAction.Wait)]
    [InlineData(15, RenewalAction.Renew)]
    [InlineData(29, RenewalAction.Renew)]
    [InlineData(30, RenewalAction.Lost)]
    public void A_lease_is_extended_in_its_second_half(int seconds, RenewalAction action) =>
        Assert.Equal(action, Rules.Decide(Times(), Seconds(seconds)));

    [Fact]
    public void What_has_been_in_hand_for_too_long_is_extended_no_more()
    {
        var times = Times(end: 630);
        Assert.Equal(RenewalAction.Wait, Rules.Decide(times, Seconds(620)));
        Assert.Equal(Seconds(630), Rules.NextLook(times));
        Assert.Equal(RenewalAction.Lost, Rules.Decide(times, Seconds(630)));
    }

    [Fact]
    public void What_is_tried_again_in_hand_is_extended_for_as_long_as_before() =>
        Assert.Equal(RenewalAction.Renew, Rules.Decide(Times(end: 630, tried: 100), Seconds(620)));

    [Fact]
    public void What_SQS_would_refuse_for_its_age_is_not_asked_for()
    {
        var rules = new RenewalRules(TimeSpan.FromDays(1));
        var end = QueueLimits.MaximumVisibilityTimeout - TimeSpan.FromSeconds(1);
        var times = new LeaseTimes(TimeSpan.Zero, TimeSpan.Zero, end, TimeSpan.FromSeconds(30), null);
        Assert.Equal(RenewalAction.Wait, rules.Decide(times, end - TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public void A_failed_renewal_is_tried_again_sooner_and_sooner()
    {
        var times = Times();
        var looks = new List<double>();
        for (var now = Rules.NextLook(times); now < times.End; now = Rules.NextLook(times))
        {
            looks.Add(now.TotalSeconds);
            times = times with { FailedAt = now };
        }
        Assert.Equal([15, 18.75, 21.5625], looks[..3]);
        Assert.InRange(looks.Count, 8, 40);
    }

    [Fact]
    public void A_look_comes_always_later_and_never_after_the_end()
    {
        var times =
            from timeout in Gen.Choose(1, 43_200)
            from age in Gen.Choose(0, 43_200)
            from left in Gen.Choose(1, timeout * 1000)
            from failed in Gen.Choose(-left, left)
            let end = TimeSpan.FromSeconds(age) + TimeSpan.FromMilliseconds(left)
            from tried in Gen.Choose(0, age)
            select new LeaseTimes(
                TimeSpan.Zero,
                TimeSpan.FromSeconds(tried),
                end,
                TimeSpan.FromSeconds(timeout),
                failed > 0 ? end - TimeSpan.FromMilliseconds(failed) : null
            );
        Property.Holds(
            times,
            times =>
            {
                var look = Rules.NextLook(times);
                Assert.True(look <= times.End);
                Assert.NotEqual(RenewalAction.Wait, Rules.Decide(times, look));
                if (times.FailedAt is { } failed)
                    Assert.True(look > failed || look == times.End);
            }
        );
    }

    private static LeaseTimes Times(int end = 30, int tried = 0) =>
        new(TimeSpan.Zero, Seconds(tried), Seconds(end), Seconds(30), null);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
