using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>Two workers, each of which comes back whenever it ends.</summary>
internal sealed class Replicas(IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    private const int Done = 0;
    private const int LeftSomething = 3;

    private readonly WorkerProgram[] _workers =
    [
        WorkerProgram.Start(environment, "run"),
        WorkerProgram.Start(environment, "run"),
    ];

    /// <summary>How many stops in good order there were, and what those reported that did not finish what was in hand.</summary>
    public (int Stops, IReadOnlyList<string> Unfinished) Stopped { get; private set; } = (0, []);

    public int Count => _workers.Length;

    public Task HasStartedAsync(int replica) => _workers[replica].SaysAsync("Worker started");

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(int replica)
    {
        await EndAsync(_workers[replica]);
        _workers[replica] = WorkerProgram.Start(environment, "run");
    }

    /// <summary>SIGTERM.</summary>
    public async Task StopAsync(int replica)
    {
        await HasStartedAsync(replica);
        await using var worker = _workers[replica];
        var ended = await worker.StopAsync();
        Assert.True(ended.ExitCode is Done or LeftSomething, $"It ended with {ended.ExitCode}:\n{ended.Error}");
        var (stops, unfinished) = Stopped;
        Stopped = (stops + 1, ended.ExitCode == LeftSomething ? [.. unfinished, ended.Error] : unfinished);
        _workers[replica] = WorkerProgram.Start(environment, "run");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await EndAsync(worker);
    }

    private static async Task EndAsync(WorkerProgram worker)
    {
        Assert.False(worker.HasEnded, $"A worker ended by itself:\n{string.Join('\n', worker.Errors)}");
        worker.Kill();
        await worker.DisposeAsync();
    }
}
