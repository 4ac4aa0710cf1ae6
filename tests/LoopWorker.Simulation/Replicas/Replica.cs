using LoopWorker.Core;
using LoopWorker.Engines.Withheld;
using LoopWorker.Loop;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Preflight;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Simulation.Faults;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Simulation.Mutations;
using LoopWorker.Simulation.Scheduling;
using LoopWorker.Tables;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoopWorker.Simulation.Replicas;

/// <summary>One life of a worker: the real one, in a process of its own.</summary>
internal sealed class Replica : IDisposable
{
    private static readonly IReadOnlyList<Finding> Denied = [new(Severity.Error, "", Weather.Denial)];

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _died = new();
    private readonly Action _stopping;

    public Replica(SimulatedProcess process, World world, ReplicaRole role, Mutation mutation)
    {
        Process = process;
        _stopping = () => world.Ledger.OnStopping(process.Name);
        var network = new Network(process, world.Process, world.Weather, world.Simulator.Random, world.Trace);
        var randomness = Randomness.Seeded(world.Simulator.Random.Next());
        var permissions = new WithheldPermissions(
            _ => Task.FromResult(world.Weather.Denied is null ? [] : Denied),
            new IntakeHold(),
            world.Scenario.Options.MaxHold,
            randomness,
            process.Time,
            NullLogger<WithheldPermissions>.Instance
        );
        IQueue Far(IQueue queue)
        {
            var far = mutation.Of(new FaultyQueue(queue, network, world.Ledger), world);
            return mutation.WaitsForPermissions ? new PatientQueue(far, permissions) : far;
        }
        ITable FarTable()
        {
            var far = mutation.Of(new FaultyTable(world.TableOf(process.Name), network, world.Ledger), world);
            return mutation.WaitsForPermissions ? new PatientTable(far, permissions) : far;
        }
        EventSource From((InMemoryQueue Queue, InMemoryQueue DeadLetters) queues) =>
            new(
                new Source(
                    Far(queues.Queue),
                    Far(queues.DeadLetters),
                    world.Scenario.MaxReceiveCount,
                    mutation.VisibilityTimeout
                ),
                DefaultType: null
            );
        List<EventSource> sources = [.. world.Sources.Select(From)];
        var routed = From(world.Routing);
        var routing = role == ReplicaRole.Direct ? null : new UserRouting(routed.Source, sources);
        IReadOnlyList<EventSource> received = role switch
        {
            ReplicaRole.RouteAndApply => [.. sources, routed],
            ReplicaRole.Apply => [routed],
            _ => sources,
        };
        var options = mutation.Of(world.Scenario.Options);
        Work = process.Begin(async () =>
        {
            var pipeline = new EventPipeline(
                new PipelinePorts(FarTable(), Far(world.Notifications), routing),
                world.Scenario.Rules,
                options,
                new LossObserver(world.Ledger),
                randomness,
                process.Time
            );
            var worker = new Worker(received, pipeline, options, randomness, process.Time, NullLogger<Worker>.Instance);
            return await worker.RunAsync(_stop.Token);
        });
    }

    public SimulatedProcess Process { get; }

    /// <summary>Ends when the worker has stopped; never, if its process dies.</summary>
    public Task<DrainReport> Work { get; }

    /// <summary>Ends when it has stopped or died.</summary>
    public Task Ended => Task.WhenAny(Work, _died.Task);

    public void Stop() =>
        Process.Begin(() =>
        {
            _stopping();
            _stop.Cancel();
            return true;
        });

    public void Dispose() => _stop.Dispose();

    // What it takes for lost it leaves alone: nobody asks for its end.
    private sealed class LossObserver(Ledger ledger) : IPipelineObserver
    {
        public void OnSettled(Settlement settlement, Settled how)
        {
            if (how == Settled.Lost)
                ledger.OnSettling(settlement.Delivery.Source.Queue.Name, [settlement.Delivery.Message.ReceiptHandle]);
        }
    }

    /// <summary>It dies so many steps from now, wherever it is then.</summary>
    public void KillAfter(int steps) => Process.KillAfter(steps, () => _died.TrySetResult());
}
