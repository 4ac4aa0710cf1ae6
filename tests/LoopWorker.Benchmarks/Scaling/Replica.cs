using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Loop.Pipeline.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoopWorker.Benchmarks.Scaling;

/// <summary>A worker as a deployment has several: the real one, with the default options.</summary>
internal sealed class Replica : IDisposable
{
    private readonly EventPipeline _pipeline;
    private readonly Worker _worker;

    private Replica(EventPipeline pipeline, Worker worker) => (_pipeline, _worker) = (pipeline, worker);

    /// <summary>Puts a replica together. Each way has its case here.</summary>
    /// <param name="way">Which way its events take.</param>
    /// <param name="deployment">What it works on.</param>
    /// <param name="seed">Another for each replica.</param>
    public static Replica Build(ScaleWay way, Deployment deployment, int seed) =>
        way switch
        {
            ScaleWay.Direct => Build(deployment, null, deployment.Parts.Sources, Randomness.Seeded(seed)),
            ScaleWay.Routed => Build(
                deployment,
                new UserRouting(deployment.Routed.Source, deployment.Parts.Sources),
                [.. deployment.Parts.Sources, deployment.Routed],
                Randomness.Seeded(seed)
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way."),
        };

    /// <summary>Works until stopped, then finishes what it has begun.</summary>
    public Task<DrainReport> RunAsync(CancellationToken stop) => _worker.RunAsync(stop);

    public void Dispose() => _pipeline.Dispose();

    private static Replica Build(
        Deployment deployment,
        UserRouting? routing,
        IReadOnlyList<EventSource> received,
        Randomness randomness
    )
    {
        var options = new PipelineOptions();
        var pipeline = new EventPipeline(
            new PipelinePorts(deployment.Parts.Table, deployment.Parts.Notifications, routing),
            new LoopRules(),
            options,
            deployment.Recorder,
            randomness,
            deployment.Clock
        );
        return new Replica(
            pipeline,
            new Worker(received, pipeline, options, randomness, deployment.Clock, NullLogger<Worker>.Instance)
        );
    }
}
