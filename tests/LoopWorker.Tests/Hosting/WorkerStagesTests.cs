using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Tracing;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Tests.Support;
using LoopWorker.VirtualTime;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoopWorker.Tests.Hosting;

public sealed class WorkerStagesTests
{
    private const string Yield =
        """{"type":"loop.vault.yield.v1","data":{"event_id":"y1","user_pubkey":"u1","amount":5,"occurred_at":"2026-01-15T12:00:00Z"}}""";

    private static readonly DateTimeOffset Start = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_a_routing_queue_a_worker_receives_from_the_sources() =>
        Assert.Equal(["loop-events"], Received(WorkerStages.All, Settings.Default()));

    [Theory]
    [InlineData("all", "loop-events", "routing.fifo")]
    [InlineData("route", "loop-events")]
    [InlineData("apply", "routing.fifo")]
    public void A_stage_is_the_queues_that_are_received_from(string stage, params string[] queues) =>
        Assert.Equal(queues, Received(Stages(stage), Settings.Routed()));

    [Theory]
    [InlineData("route")]
    [InlineData("apply")]
    public void A_stage_alone_needs_a_routing_queue(string stage)
    {
        Stages(stage).Require(Settings.Routed());
        var error = Assert.Throws<SettingsException>(() => Stages(stage).Require(Settings.Default()));
        Assert.Contains($"Routing:Queue is not set: '--stage {stage}'", error.Message, StringComparison.Ordinal);
        WorkerStages.All.Require(Settings.Default());
    }

    [Fact]
    public void One_worker_routes_and_another_applies() =>
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var engine = await EmbeddedEngine.CreateAsync(Settings.Routed(), Randomness.Seeded(1), clock);
                var routing = (InMemoryQueue)await engine.Queues.OpenAsync("routing.fifo", CancellationToken.None);
                var source = engine.Sources[0];
                await source.Queue.SendAsync([source.Message(Yield, "u1")], CancellationToken.None);

                await RunAsync(engine, WorkerStages.Route, clock);
                Assert.Empty(source.Queue.Snapshot());
                Assert.Equal("u1", Assert.Single(routing.Snapshot()).GroupId);
                Assert.Null(await ContextAsync(engine));

                await RunAsync(engine, WorkerStages.Apply, clock);
                Assert.Empty(routing.Snapshot());
                Assert.NotNull(await ContextAsync(engine));
            }
        );

    private static async Task<Item?> ContextAsync(EmbeddedEngine engine) =>
        (await engine.Table.GetAsync(Keys.Context("u1"), Consistency.Strong, CancellationToken.None)).Item;

    // Long enough for all that there is.
    private static async Task RunAsync(EmbeddedEngine engine, WorkerStages stages, VirtualClock clock)
    {
        var run = new WorkerRun(
            new(),
            new PipelineOptions(),
            [],
            MessageSpans.None,
            Randomness.Seeded(2),
            clock,
            NullLogger<Worker>.Instance
        );
        var health = new WorkerHealth(new HealthRules(TimeSpan.FromMinutes(2)), new ServiceAnswers(clock));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(5), clock);
        var parts = await engine.OpenAsync(stop.Token);
        var report = await run.RunAsync(parts, stages.ReceivedFrom(parts), health, stop.Token);
        Assert.Equal(0, report.Left);
    }

    private static IEnumerable<string> Received(WorkerStages stages, LoopWorkerSettings settings)
    {
        string[] names = [];
        VirtualTimeScheduler.Run(
            Start,
            async clock =>
            {
                var engine = await EmbeddedEngine.CreateAsync(settings, Randomness.Seeded(1), clock);
                var parts = await engine.OpenAsync(CancellationToken.None);
                names = [.. stages.ReceivedFrom(parts).Select(received => received.Source.Queue.Name)];
            }
        );
        Assert.Equal(stages.QueueNames(settings), names);
        return names;
    }

    private static WorkerStages Stages(string name) => WorkerStages.Choices.Single(stages => stages.Name == name);
}
