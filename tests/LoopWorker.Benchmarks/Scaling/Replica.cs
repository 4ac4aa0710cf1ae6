using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
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
            ScaleWay.Direct => Direct(deployment, Randomness.Seeded(seed)),
            _ => throw new ArgumentOutOfRangeException(nameof(way), way, "Not a way."),
        };

    /// <summary>Works until stopped, then finishes what it has begun.</summary>
    public Task<DrainReport> RunAsync(CancellationToken stop) => _worker.RunAsync(stop);

    public void Dispose() => _pipeline.Dispose();

    private static Replica Direct(Deployment deployment, Randomness randomness)
    {
        var options = new PipelineOptions();
        var (table, sources, notifications) = deployment.Parts;
        var pipeline = new EventPipeline(
            table,
            notifications,
            new LoopRules(),
            options,
            deployment.Recorder,
            randomness,
            deployment.Clock
        );
        return new Replica(
            pipeline,
            new Worker(sources, pipeline, options, randomness, deployment.Clock, NullLogger<Worker>.Instance)
        );
    }
}
