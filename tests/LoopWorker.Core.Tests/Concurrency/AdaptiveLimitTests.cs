using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Core.Concurrency;

namespace LoopWorker.Core.Tests.Concurrency;

public sealed class AdaptiveLimitTests
{
    private readonly AdaptiveLimit _limit = new(16);
    private TimeSpan _now = TimeSpan.FromHours(1);

    [Fact]
    public void Each_round_with_a_refusal_takes_a_quarter()
    {
        var calls = new List<int>();
        for (var i = 0; i < 11; i++)
        {
            Assert.True(Refuse());
            calls.Add(_limit.Calls);
        }
        Assert.Equal([12, 9, 6, 5, 3, 2, 2, 1, 1, 1, 1], calls);
    }

    [Fact]
    public void Below_one_call_at_a_time_calls_become_rare_but_never_rarer_than_one_a_second()
    {
        Answer(10);
        Assert.Equal(TimeSpan.Zero, _limit.Pause);
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 40; i++)
        {
            Refuse();
            Assert.InRange(_limit.Calls, 1, 16);
            pauses.Add(_limit.Pause);
        }
        Assert.Equal(pauses.Order(), pauses);
        // 16 times 0.75 to the ninth is still above one.
        Assert.Equal(TimeSpan.Zero, pauses[8]);
        // To the twelfth: half a call at a time is a call and a pause as long.
        Assert.Equal(10 * (1 / (16 * Math.Pow(0.75, 12)) - 1), pauses[11].TotalMilliseconds, 2);
        Assert.Equal(AdaptiveLimit.LongestPause.TotalMilliseconds, pauses[^1].TotalMilliseconds, 1);
    }

    [Fact]
    public void Calls_that_were_under_way_when_it_fell_do_not_lower_it_again()
    {
        var begun = _now;
        Pass(10);
        Assert.True(_limit.Refused(begun, _now));
        for (var i = 0; i < 15; i++)
            Assert.False(_limit.Refused(begun, _now));
        Assert.Equal(12, _limit.Calls);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    public void It_grows_by_a_fifth_in_a_second_however_many_calls_are_answered(int milliseconds)
    {
        Answer(10);
        for (var i = 0; i < 5; i++)
            Refuse();
        Assert.Equal(3, _limit.Calls);
        AnswerFor(TimeSpan.FromSeconds(1), milliseconds);
        Assert.Equal(4, _limit.Calls);
        AnswerFor(TimeSpan.FromSeconds(10), milliseconds);
        Assert.Equal(16, _limit.Calls);
    }

    [Fact]
    public void Time_without_calls_is_no_reason_to_grow()
    {
        Answer(10);
        for (var i = 0; i < 5; i++)
            Refuse();
        Pass(60_000);
        Answer(10);
        Assert.Equal(4, _limit.Calls);
    }

    [Fact]
    public void Whatever_happens_it_stays_within_its_bounds_and_pauses_only_between_single_calls() =>
        Prop.ForAll<(bool Answered, ushort Milliseconds)[]>(calls =>
            {
                var limit = new AdaptiveLimit(16);
                var now = TimeSpan.FromHours(1);
                return calls.All(call =>
                {
                    var begun = now;
                    now += TimeSpan.FromMilliseconds(call.Milliseconds);
                    if (call.Answered)
                        limit.Answered(begun, now);
                    else
                        limit.Refused(begun, now);
                    return limit.Calls is >= 1 and <= 16
                        && limit.Pause >= TimeSpan.Zero
                        && limit.Pause <= AdaptiveLimit.LongestPause
                        && (limit.Calls == 1 || limit.Pause == TimeSpan.Zero);
                });
            })
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Refusals_after_instant_answers_do_not_make_a_later_pause_longer_than_the_longest()
    {
        for (var i = 0; i < 40; i++)
        {
            Answer(0);
            Refuse();
        }
        Answer(50);
        Assert.InRange(_limit.Pause, TimeSpan.FromMilliseconds(500), AdaptiveLimit.LongestPause);
        AnswerFor(TimeSpan.FromMinutes(1), milliseconds: 50);
        Assert.Equal(TimeSpan.Zero, _limit.Pause);
    }

    [Fact]
    public void Calls_that_are_slow_beyond_what_is_usual_one_after_another_lower_it()
    {
        for (var i = 0; i < 50; i++)
            Answer(30);
        Answer(400);
        Assert.Equal(16, _limit.Calls);
        Answer(400);
        Assert.Equal(12, _limit.Calls);
        Answer(400);
        Assert.Equal(9, _limit.Calls);
        Answer(100);
    }

    [Fact]
    public void A_moment_in_which_all_calls_are_slow_does_not_lower_it_however_often_it_comes()
    {
        for (var moment = 0; moment < 20; moment++)
        {
            AnswerFor(TimeSpan.FromMilliseconds(500), milliseconds: 10);
            var begun = Pass(400);
            for (var i = 0; i < 8; i++)
                _limit.Answered(begun, _now);
        }
        Assert.Equal(16, _limit.Calls);
    }

    [Fact]
    public void What_is_a_little_slower_or_has_always_been_slow_does_not()
    {
        for (var i = 0; i < 50; i++)
            Answer(2_000);
        Answer(4_000);
        Assert.Equal(16, _limit.Calls);
    }

    [Fact]
    public void It_gets_used_to_what_lasts()
    {
        for (var i = 0; i < 50; i++)
            Answer(20);
        for (var i = 0; i < 100; i++)
            Answer(300);
        Answer(300);
        for (var i = 0; i < 200; i++)
            Answer(300);
        Assert.Equal(16, _limit.Calls);
    }

    private bool Refuse()
    {
        var begun = Pass(10);
        return _limit.Refused(begun, _now);
    }

    private void AnswerFor(TimeSpan span, int milliseconds)
    {
        for (var end = _now + span; _now < end; )
            Answer(milliseconds);
    }

    private void Answer(int milliseconds)
    {
        var begun = Pass(milliseconds);
        _limit.Answered(begun, _now);
    }

    private TimeSpan Pass(int milliseconds)
    {
        var begun = _now;
        _now += TimeSpan.FromMilliseconds(milliseconds);
        return begun;
    }
}
