using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Core.Telemetry;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Telemetry;
using LoopWorker.Testing;
using LoopWorker.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Tests.Hosting;

/// <summary>The last line of a run says what the run did, however it ended.</summary>
public sealed class LastLinesTests
{
    [Fact]
    public async Task A_run_that_is_stopped_before_it_begins_to_receive_has_a_last_line()
    {
        var never = new TaskCompletionSource<EngineParts>();
        var lines = await RunAsync(cancellation => never.Task.WaitAsync(cancellation));
        Assert.Contains("this worker settled: nothing.", lines[^1].Text, StringComparison.Ordinal);
        Assert.Equal(EventIds.RunEnded, lines[^1].Event);
    }

    [Fact]
    public async Task A_run_that_fails_has_a_last_line()
    {
        var lines = await RunAsync(_ =>
            Task.FromException<EngineParts>(new QueueException(QueueErrors.QueueNotFound, "There is no queue 'q'."))
        );
        Assert.Equal(EventIds.RunEnded, lines[^1].Event);
    }

    [Fact]
    public async Task A_run_that_was_idle_when_it_was_stopped_tells_what_it_did_before()
    {
        var engine = await EmbeddedEngine.CreateAsync(Settings.Default(), Randomness.Seeded(1), TimeProvider.System);
        var source = engine.Sources[0].Queue;
        await source.SendAsync([.. Enumerable.Range(0, 9).Select(_ => new OutgoingMessage("no event"))], default);
        var lines = await RunAsync(
            engine.OpenAsync,
            async () =>
            {
                while ((await source.GetDepthAsync(default)).Total > 0)
                    await Task.Yield();
            }
        );
        Assert.Contains("this worker settled: dead_letter 9.", lines[^1].Text, StringComparison.Ordinal);
        var drained = Assert.Single(lines, line => line.Event == EventIds.Drained).Text;
        Assert.Contains("in hand when it was told to stop", drained, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<(int Event, string Text)>> RunAsync(
        Func<CancellationToken, Task<EngineParts>> open,
        Func<Task>? work = null
    )
    {
        var settings = Settings.Default();
        var logger = new ListLogger<LastLinesTests>(LogLevel.Information);
        using var telemetry = new WorkerTelemetry(settings, new ConfigurationBuilder().Build(), LogLevel.Information);
        using (
            var host = WorkerHost.Build(
                settings,
                services =>
                    services
                        .AddSingleton<IEngine>(new MadeEngine(open))
                        .AddSingleton<ILoggerProvider>(new OneLogger(logger)),
                telemetry
            )
        )
        {
            await host.StartAsync();
            if (work is not null)
                await work();
            try
            {
                await host.StopAsync();
            }
            catch (QueueException)
            {
                // What the command prints after these lines.
            }
        }
        return logger.Lines;
    }

    private sealed class MadeEngine(Func<CancellationToken, Task<EngineParts>> open) : IEngine
    {
        public Task<EngineParts> OpenAsync(CancellationToken cancellation) => open(cancellation);
    }

    private sealed class OneLogger(ILogger logger) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => logger;

        public void Dispose() { }
    }
}
