namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>What is done with actions, and counted, operation by operation.</summary>
/// <param name="actions">The library.</param>
/// <param name="meter">What its calls pass through.</param>
/// <param name="runs">How often callers come at once; the median is the figure.</param>
internal sealed class ActionScript(IActionLibrary actions, MeteringProxy meter, int runs)
{
    private const int Callers = 8;
    private const string Gate = "gate";
    private static readonly ActionWork AtOnce = new();

    /// <summary>The operations in their order, and what each has cost.</summary>
    public async Task<IReadOnlyList<(string Operation, TableCost Cost)>> RunAsync() =>
        [
            ("do an action", await OneAsync(0, "a", AtOnce, ActionOutcome.Done)),
            ("find it done", await OneAsync(0, "a", AtOnce, ActionOutcome.AlreadyDone)),
            ("find it done, another process", await OneAsync(1, "a", AtOnce, ActionOutcome.AlreadyDone)),
            .. await MeetAsync(),
            ("do an action that fails", await OneAsync(0, "c", new(Fails: true), ActionOutcome.Failed)),
            ($"{Callers} callers of one action at once, together", await AtOnceAsync()),
        ];

    private Task<TableCost> OneAsync(int caller, string key, ActionWork work, ActionOutcome expected) =>
        meter.MeasureAsync(async () =>
        {
            var outcome = await actions.DoOnceAsync(caller, key, work);
            if (outcome != expected)
                throw new InvalidOperationException($"{actions.GetType().Name}: {outcome} instead of {expected}.");
        });

    private async Task<IReadOnlyList<(string Operation, TableCost Cost)>> MeetAsync()
    {
        var first = actions.DoOnceAsync(0, "b", new(Gate: Gate));
        await actions.BegunAsync(Gate);
        (string, TableCost)[] costs =
        [
            ("find it under way", await OneAsync(1, "b", AtOnce, ActionOutcome.UnderWay)),
            ("find it under way once more", await OneAsync(1, "b", AtOnce, ActionOutcome.UnderWay)),
        ];
        await actions.OpenAsync(Gate);
        await first;
        return costs;
    }

    private async Task<TableCost> AtOnceAsync()
    {
        var costs = new List<TableCost>();
        for (var run = 0; run < runs; run++)
        {
            var key = $"at-once-{run}";
            var work = new ActionWork(TimeSpan.FromMilliseconds(200));
            costs.Add(
                await meter.MeasureAsync(() =>
                    Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => actions.DoOnceAsync(caller, key, work)))
                )
            );
        }
        return TableCost.MedianOf(costs);
    }
}
