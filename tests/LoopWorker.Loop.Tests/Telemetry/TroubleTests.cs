using LoopWorker.Loop.Telemetry;

namespace LoopWorker.Loop.Tests.Telemetry;

public sealed class TroubleTests
{
    private readonly Trouble _trouble = new();

    [Fact]
    public void What_is_over_within_seconds_is_none()
    {
        Call(0, 1, "Throttled");
        Call(2, 3, "Throttled");
        Call(3, 4, refusal: null);
        for (var second = 4; second < 60; second++)
            Assert.Null(Look(second));
    }

    [Fact]
    public void Throttling_is_told_when_it_has_lasted_and_when_it_is_over_however_many_calls_it_concerns()
    {
        var told = new List<(int Second, TroubleNews News)>();
        for (var second = 0; second < 900; second++)
        {
            if (second < 600)
                for (var call = 0; call < 20; call++)
                    Call(second, second, "Throttled");
            else
                Call(second, second, refusal: null);
            if (Look(second) is { } news)
                told.Add((second, news));
        }
        Assert.Equal([5, 604], told.Select(entry => entry.Second));
        Assert.Equal(new TroubleNews(true, TimeSpan.FromSeconds(5), 120, 0, "Throttled"), told[0].News);
        Assert.Equal(new TroubleNews(false, TimeSpan.FromSeconds(599), 12_000, 0, "Throttled"), told[1].News);
    }

    [Fact]
    public void A_service_that_stands_still_is_told_of_and_that_it_answers_again()
    {
        var told = new List<(int Second, TroubleNews News)>();
        _trouble.OnCalling(At(10));
        _trouble.OnCalling(At(12));
        for (var second = 10; second < 100; second++)
        {
            if (second == 55)
            {
                _trouble.OnCall(At(10), At(55), refusal: null);
                _trouble.OnCall(At(12), At(55), refusal: null);
            }
            if (Look(second) is { } news)
                told.Add((second, news));
        }
        Assert.Equal([16, 60], told.Select(entry => entry.Second));
        Assert.Equal(new TroubleNews(true, TimeSpan.FromSeconds(6), 0, 1, Trouble.NoAnswer), told[0].News);
        Assert.Equal(new TroubleNews(false, TimeSpan.FromSeconds(45), 0, 0, Trouble.NoAnswer), told[1].News);
    }

    [Fact]
    public void A_second_time_is_told_anew()
    {
        var told = new List<bool>();
        for (var second = 0; second < 300; second++)
        {
            Call(second, second, second % 100 < 30 ? "Unreachable" : null);
            if (Look(second) is { } news)
                told.Add(news.Began);
        }
        Assert.Equal([true, false, true, false, true, false], told);
    }

    [Fact]
    public void Trouble_that_is_never_answered_is_never_over()
    {
        _trouble.OnCalling(TimeSpan.Zero);
        var told = Enumerable.Range(0, 2_000).Select(second => Look(second)).OfType<TroubleNews>();
        Assert.True(Assert.Single(told).Began);
    }

    private void Call(int begun, int ended, string? refusal)
    {
        _trouble.OnCalling(At(begun));
        _trouble.OnCall(At(begun), At(ended), refusal);
    }

    private TroubleNews? Look(int second) => _trouble.Look(At(second));

    private static TimeSpan At(int second) => TimeSpan.FromSeconds(second);
}
