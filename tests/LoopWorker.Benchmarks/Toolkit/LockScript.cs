namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>What is done with locks, and counted, operation by operation.</summary>
/// <param name="locks">The library.</param>
/// <param name="meter">What its calls pass through.</param>
/// <param name="setting">How it locks.</param>
/// <param name="runs">How often callers contend; the median is the figure.</param>
internal sealed class LockScript(ILockLibrary locks, MeteringProxy meter, LockSetting setting, int runs)
{
    /// <summary>A caller whose calls do not pass through the meter.</summary>
    public const int Uncounted = -1;

    private const int Callers = 8;
    private const int Heartbeats = 3;
    private static readonly TimeSpan Work = TimeSpan.FromMilliseconds(50);

    /// <summary>The operations in their order, and what each has cost.</summary>
    public async Task<IReadOnlyList<(string Operation, TableCost Cost)>> RunAsync() =>
        [
            ("take a lock that nobody holds", await meter.MeasureAsync(() => TakeAsync(0, "a", isKept: true))),
            ($"keep it for {Heartbeats} heartbeats", await meter.MeasureAsync(KeepAsync)),
            ("release it", await meter.MeasureAsync(() => locks.ReleaseAsync(0, "a"))),
            ("take it again", await meter.MeasureAsync(() => TakeAsync(0, "a", isKept: false))),
            ("the first try at a lock that another holds", await TryHeldAsync()),
            ("the next try at it", await meter.MeasureAsync(FailAsync)),
            ($"{Callers} callers, new to the lock: to take, work, release", await ContendAsync(run => $"new-{run}")),
            ($"{Callers} callers who have met: to take, work, release", await ContendAsync(_ => "met")),
        ];

    private async Task TakeAsync(int caller, string key, bool isKept)
    {
        if (!await locks.TryAsync(caller, key, isKept))
            throw new InvalidOperationException($"{locks.GetType().Name} did not get a lock that nobody holds.");
    }

    private async Task FailAsync()
    {
        if (await locks.TryAsync(1, "held", isKept: false))
            throw new InvalidOperationException($"{locks.GetType().Name} got a lock that another holds.");
    }

    private Task KeepAsync() => Task.Delay((Heartbeats + 0.5) * setting.Heartbeat, TimeProvider.System);

    private async Task<TableCost> TryHeldAsync()
    {
        await TakeAsync(Uncounted, "held", isKept: true);
        return await meter.MeasureAsync(FailAsync);
    }

    // For each acquisition.
    private async Task<TableCost> ContendAsync(Func<int, string> keyOf)
    {
        var costs = new List<TableCost>();
        for (var run = 0; run < runs; run++)
            costs.Add((await meter.MeasureAsync(() => locks.ContendAsync(keyOf(run), Callers, Work))).Per(Callers));
        return TableCost.MedianOf(costs);
    }
}
