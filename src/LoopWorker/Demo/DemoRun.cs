using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LoopWorker.Demo;

/// <summary>What a demo run came to.</summary>
/// <param name="Counts">What the worker did.</param>
/// <param name="Audit">How it compares with what was to be expected.</param>
/// <param name="Duration">From the first message sent to the last settled.</param>
/// <param name="CpuTime">Of the process meanwhile, making the messages included.</param>
/// <param name="AllocatedBytes">Of the process meanwhile, making the messages included.</param>
/// <param name="ReadUnits">Consumed by the worker.</param>
/// <param name="WriteUnits">Consumed by the worker.</param>
/// <param name="TableCalls">Of the worker.</param>
/// <param name="QueueCalls">Of the worker.</param>
public sealed record DemoResult(
    RunCounts Counts,
    DemoAudit Audit,
    TimeSpan Duration,
    TimeSpan CpuTime,
    long AllocatedBytes,
    double ReadUnits,
    double WriteUnits,
    long TableCalls,
    long QueueCalls
);

/// <summary>Sends made messages through the worker on the embedded engines, in real time, and checks what comes of them.</summary>
public static class DemoRun
{
    public static async Task<DemoResult> RunAsync(
        DemoOptions options,
        LoopWorkerSettings settings,
        WorkerTelemetry telemetry,
        Action<long> progress,
        CancellationToken cancellation
    )
    {
        var time = TimeProvider.System;
        var randomness = Randomness.Seeded(options.Seed);
        var engine = await EmbeddedEngine.CreateAsync(
            settings,
            randomness,
            time,
            new([telemetry.QueueObserver], [telemetry.TableObserver])
        );
        var source = engine.Sources[0];
        var maker = new MessageMaker(options, time);
        var expected = new ExpectedState();
        var counts = new RunCounts(options.Events, time);
        await PrepareUsersAsync(maker.Users, engine, randomness, time);
        using var host = WorkerHost.Build(
            settings,
            services =>
                services.AddSingleton<IEngine>(engine).AddSingleton<IPipelineObserver>(counts).AddSingleton(randomness),
            telemetry
        );
        var worker = host.Services.GetServices<IHostedService>().OfType<WorkerService>().Single();
        await host.StartAsync(cancellation);
        var (started, cpu, allocated) = (time.GetTimestamp(), Environment.CpuUsage, GC.GetTotalAllocatedBytes());
        var sent = 0L;
        foreach (var batch in maker.Make().Chunk(QueueLimits.BatchEntries))
        {
            foreach (var message in batch)
                expected.Add(message);
            await source.Queue.SendAsync(
                [.. batch.Select(message => source.Message(message.Body, message.User?.Pubkey ?? "stranger"))],
                cancellation
            );
            sent += batch.Length;
            while (sent - counts.Settled > options.Backlog)
                await PauseAsync();
            progress(counts.Settled);
        }
        while (counts.Settled < options.Events)
        {
            await PauseAsync();
            progress(counts.Settled);
        }
        // The last may have been settled since.
        progress(counts.Settled);
        var duration = time.GetElapsedTime(started);
        var cpuTime = Environment.CpuUsage.TotalTime - cpu.TotalTime;
        var allocatedBytes = GC.GetTotalAllocatedBytes() - allocated;
        await host.StopAsync(cancellation);
        var (table, queues) = (engine.TableUsage, engine.QueueUsage);
        return new DemoResult(
            counts,
            await DemoAudit.RunAsync(
                expected,
                engine.Table,
                engine.Notifications.Snapshot().Select(message => message.Body),
                settings.Capture.MaxPendingCaptures
            ),
            duration,
            cpuTime,
            allocatedBytes,
            table.Capacity.ReadUnits,
            table.Capacity.WriteUnits,
            table.TotalCalls,
            queues.TotalCalls
        );

        async Task PauseAsync()
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellation);
            // A worker that has failed will settle nothing more.
            if (worker.ExecuteTask is { IsFaulted: true } failed)
                await failed;
        }
    }

    private static async Task PrepareUsersAsync(
        IReadOnlyList<MadeUser> users,
        EmbeddedEngine engine,
        Randomness randomness,
        TimeProvider time
    )
    {
        var cards = new CardDirectory(engine.Table, engine.Queues, randomness, time);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var user in users)
            await cards.LinkAsync(user.Fingerprint, user.Pubkey, user.Last4, CancellationToken.None);
        foreach (var chunk in users.Chunk(TableLimits.BatchWrites))
            await engine.Table.WriteManyAsync(
                [.. chunk.Select(user => new Put(FirstContext(user, now)))],
                CancellationToken.None
            );
    }

    private static Item FirstContext(MadeUser user, long now)
    {
        var fresh = ContextSnapshot.Fresh(user.Pubkey);
        var context = fresh.Context with { Preferences = user.Preferences };
        return ContextItems.Write(fresh, context, fresh.Memory, now).Put.Item;
    }
}
