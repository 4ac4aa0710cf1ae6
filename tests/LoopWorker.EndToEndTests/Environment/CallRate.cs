using System.Diagnostics;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>How often something is called again while nothing answers.</summary>
public static class CallRate
{
    // Without a pause it would be hundreds a second. With one there are hardly ever more than three, whatever chance makes of
    // the pauses.
    private const double Few = 5;

    private static readonly TimeSpan Window = TimeSpan.FromSeconds(5);

    /// <summary>Asserts that calls are few once the first ones have failed and the pauses have had time to grow.</summary>
    /// <param name="calls">How many there have been so far.</param>
    /// <param name="first">So many are made in quick succession and do not count.</param>
    /// <param name="output">Told the rate.</param>
    public static async Task AssertFewAsync(Func<int> calls, int first, ITestOutputHelper output)
    {
        var begin = calls();
        await Eventually.HoldsAsync(() => calls() >= begin + first, "It does not try again.");
        var (before, time) = (calls(), Stopwatch.StartNew());
        await Task.Delay(Window);
        var perSecond = (calls() - before) / time.Elapsed.TotalSeconds;
        output.WriteLine($"{perSecond:0.0} calls a second");
        Assert.InRange(perSecond, 0, Few);
    }
}
