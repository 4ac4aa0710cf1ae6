using LoopWorker.Benchmarks.Scaling.Figures;
using LoopWorker.Benchmarks.Scaling.Traffic;
using LoopWorker.VirtualTime;

namespace LoopWorker.Benchmarks.Scaling;

/// <summary>Runs one case in virtual time.</summary>
internal static class ScaleRun
{
    public static DateTimeOffset Start { get; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static ScaleResult Run(ScaleCase scaleCase, Population population, ScaleOptions options) =>
        VirtualTimeScheduler.Run(Start, clock => RunAsync(scaleCase, population, options, clock));

    private static async Task<ScaleResult> RunAsync(
        ScaleCase scaleCase,
        Population population,
        ScaleOptions options,
        VirtualClock clock
    )
    {
        var random = new Random(options.Seed);
        var deployment = new Deployment(clock, options.Seed);
        await population.StoreAsync(deployment.Table);
        var maker = new PurchaseMaker(scaleCase.Workload, population, random, clock);
        using var stop = new CancellationTokenSource();
        var feeding = new Backlog(deployment, maker).KeepAsync(stop.Token);
        var replicas = Enumerable
            .Range(0, scaleCase.Replicas)
            .Select(_ => Replica.Build(scaleCase.Way, deployment, random.Next()))
            .ToList();
        var work = replicas.ConvertAll(replica => replica.RunAsync(stop.Token));

        await Task.Delay(options.WarmUp, clock, CancellationToken.None);
        var (table, queues, routing) = (deployment.TableUsage, deployment.QueueUsage, deployment.RoutingUsage);
        deployment.Recorder.TakeWindow();
        await Task.Delay(options.Window, clock, CancellationToken.None);
        var counts = deployment.Recorder.TakeWindow();
        table = deployment.TableUsage - table;
        (queues, routing) = (deployment.QueueUsage - queues, deployment.RoutingUsage - routing);

        stop.Cancel();
        await Task.WhenAll([feeding, .. work]);
        replicas.ForEach(replica => replica.Dispose());
        var faults = await Audit.RunAsync(deployment.Table, deployment.Recorder, Start.ToUnixTimeSeconds());
        return new ScaleResult(scaleCase, options.Window, counts, table, queues, routing, faults);
    }
}
