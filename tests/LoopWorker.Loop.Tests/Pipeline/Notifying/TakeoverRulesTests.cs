using LoopWorker.Loop.Pipeline.Notifying;

namespace LoopWorker.Loop.Tests.Pipeline.Notifying;

public sealed class TakeoverRulesTests
{
    // Ages and waits in seconds; chance adds up to three more.
    [Theory]
    [InlineData(0.0, false, 0.0, 15.0)]
    [InlineData(0.0, false, 0.5, 16.5)]
    [InlineData(4.0, false, 0.0, 11.0)]
    [InlineData(14.9, false, 0.0, 0.1)]
    [InlineData(15.0, false, 0.9, 0.0)]
    [InlineData(3_600.0, false, 0.9, 0.0)]
    // Its writer's clock is ahead of ours, or it does not say when it was written.
    [InlineData(-40.0, false, 0.0, 15.0)]
    [InlineData(null, false, 0.0, 15.0)]
    [InlineData(0.0, true, 0.9, 0.0)]
    [InlineData(null, true, 0.9, 0.0)]
    public void A_young_marker_is_left_to_its_writer(double? age, bool isLastReceive, double fraction, double wait) =>
        Assert.Equal(
            Seconds(wait),
            TakeoverRules.Wait(age is { } seconds ? Seconds(seconds) : null, isLastReceive, fraction)
        );

    [Theory]
    [InlineData(15.0, "0.5 1 2 4 8 15")]
    [InlineData(3.0, "0.5 1 2 3")]
    [InlineData(0.2, "0.2")]
    public void Looks_become_rarer_and_the_last_comes_just_before_taking_over(double wait, string looks)
    {
        var times = new List<double>();
        for (
            var waited = TimeSpan.Zero;
            waited < Seconds(wait);
            waited += TakeoverRules.NextLook(waited, Seconds(wait) - waited)
        )
            times.Add(waited.TotalSeconds);
        Assert.Equal(looks, string.Join(' ', times.Skip(1).Append(wait)));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
