using LoopWorker.Benchmarks.Scaling;
using LoopWorker.Commands;
using LoopWorker.Core;
using LoopWorker.Demo;
using LoopWorker.Testing.Aws;
using Deployment = LoopWorker.Testing.Aws.Deployment;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>Runs one case: worker processes on queues and a table of their own, behind proxies that keep every call.</summary>
internal sealed class EmulatedRun
{
    private const string RoutingQueue = "Routing:Queue";
    private const int RingCapacity = 10;

    private readonly EmulatedCase _case;
    private readonly Endpoints _endpoints;
    private readonly MadeTraffic _traffic;
    private readonly Deployment _deployment;
    private readonly string? _routing;

    public EmulatedRun(EmulatedCase emulatedCase, EmulatedOptions options, Endpoints endpoints)
    {
        _case = emulatedCase;
        _endpoints = endpoints;
        _traffic = new MadeTraffic(options.Messages, options.Users, seed: options.Seed);
        _routing =
            emulatedCase.Way == ScaleWay.Routed ? $"lw-{Randomness.Unseeded().NextId()}"[..15] + "-routing.fifo" : null;
        _deployment = new Deployment(
            endpoints,
            settings: _routing is null ? options.Settings : [.. options.Settings, (RoutingQueue, _routing)]
        );
    }

    /// <returns>What was counted; null if the build does not know this way.</returns>
    /// <param name="log">Where calls are written down; null for nowhere.</param>
    /// <exception cref="TimeoutException">If a worker does not start, or the queues are not worked off.</exception>
    /// <exception cref="InvalidOperationException">If a worker does not stop in good order.</exception>
    public async Task<EmulatedResult?> RunAsync(CallLog? log)
    {
        if (_routing is not null && !await KnowsRoutingAsync())
            return null;
        await _deployment.ProvisionAsync();
        await _deployment.SendAsync(_traffic.SetupLines());
        await _deployment.SendAsync(_traffic.Messages.Select(message => message.Body));

        var (took, counts) = await WorkAsync(log);
        using var tables = AwsClients.Tables(_endpoints);
        var audit = await DemoAudit.RunAsync(
            _traffic.Expected,
            tables.Open(_deployment.Table),
            counts.Notifications,
            RingCapacity
        );
        return new EmulatedResult(
            _case,
            _traffic.Messages.Count,
            took,
            counts,
            counts.SendsTo(_deployment.Notifications),
            counts.SendsTo(_routing ?? ""),
            await CountDeadLettersAsync(),
            audit
        );
    }

    // One that does not know the setting would take no notice of it.
    private async Task<bool> KnowsRoutingAsync() =>
        (await WorkerProgram.RunAsync(_case.Build.Command, _deployment.Environment, "run", "--help")).Output.Contains(
            "--stage",
            StringComparison.Ordinal
        );

    // It takes from the first receive until nothing is left.
    private async Task<(TimeSpan Took, CallCounts Counts)> WorkAsync(CallLog? log)
    {
        var gate = new StartGate();
        var replicas = Enumerable.Range(0, _case.Replicas).Select(number => Start(number, gate, log)).ToList();
        try
        {
            await Task.WhenAll(replicas.Select(replica => replica.Worker.SaysAsync("Worker started")));
            var begun = TimeProvider.System.GetTimestamp();
            gate.Open();
            await WaitUntilSettledAsync();
            var took = TimeProvider.System.GetElapsedTime(begun);
            foreach (var ended in await Task.WhenAll(replicas.Select(replica => replica.Worker.StopAsync())))
                if (ended.ExitCode != ExitCodes.Done)
                    throw new InvalidOperationException($"A worker ended with {ended.ExitCode}:\n{ended.Error}");
            return (took, CallCounts.Of([.. replicas.SelectMany(replica => replica.Calls)], _deployment.Notifications));
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }
    }

    private ProxiedReplica Start(int number, StartGate gate, CallLog? log) =>
        new(
            _case.Build,
            _deployment.Environment,
            _endpoints,
            (request, forward) =>
                gate.PassAsync(request, log is null ? forward : _ => log.KeepAsync(number, request, forward))
        );

    // The source first: what has left it is in the routing queue already.
    private async Task WaitUntilSettledAsync()
    {
        await _deployment.WaitUntilSettledAsync();
        if (_routing is not null)
            await _deployment.WaitUntilSettledAsync(_routing);
    }

    private async Task<long> CountDeadLettersAsync()
    {
        using var queues = AwsClients.Queues(_endpoints);
        var deadLetters = await queues.OpenAsync(_deployment.DeadLetters, CancellationToken.None);
        return (await deadLetters.GetDepthAsync(CancellationToken.None)).Total;
    }
}
