using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Observing;
using LoopWorker.Tables;
using LoopWorker.Tables.Observing;

namespace LoopWorker.Loop.Tests.Health;

/// <summary>Starts workers whose health can be asked.</summary>
internal static class WatchedWorker
{
    public static readonly HealthRules Rules = new(TimeSpan.FromMinutes(2));

    public static WorkerHealth StartWatched(
        this Rig rig,
        Func<ITable, ITable>? wrapTable = null,
        Func<IQueue, IQueue>? wrapQueue = null,
        PipelineOptions? options = null,
        LoopRules? rules = null,
        bool routes = false
    )
    {
        var answers = new ServiceAnswers(rig.Clock);
        var health = new WorkerHealth(Rules, answers);
        rig.StartWorker(
            options,
            table => new ObservedTable(wrapTable?.Invoke(table) ?? table, rig.Clock, answers),
            queue => new ObservedQueue(wrapQueue?.Invoke(queue) ?? queue, rig.Clock, answers),
            rules: rules,
            routes: routes
        );
        health.Watch(rig.LatestWorker);
        return health;
    }

    /// <summary>Waits, and looks every few seconds meanwhile, as probes do.</summary>
    public static async Task ProbeAsync(this Rig rig, TimeSpan time, Action<TimeSpan> probe)
    {
        for (var until = rig.Clock.Elapsed + time; rig.Clock.Elapsed < until; )
        {
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Clock);
            probe(rig.Clock.Elapsed);
        }
    }
}
