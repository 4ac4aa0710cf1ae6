using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Preferences;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.VirtualTime;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LoopWorker.Processing;

/// <summary>
/// Runs lines through the worker as it is hosted elsewhere, on the embedded engines, in virtual time under a clock that
/// stands still, with seeded chance: the same lines give the same report, to the byte.
/// </summary>
public static class FileProcessing
{
    private const int Seed = 20_240_101;

    /// <param name="files">A file begins when the one before it has ended.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="now">Where the clock stands.</param>
    /// <param name="progress">Told how many lines have ended.</param>
    /// <param name="cancellation">Ends the run early, without a report.</param>
    public static async Task<ProcessReport> RunAsync(
        InputFiles files,
        LoopWorkerSettings settings,
        DateTimeOffset now,
        Action<long> progress,
        CancellationToken cancellation
    )
    {
        // One receiver, so that messages are taken in the order of the lines.
        var options = settings.Pipeline with
        {
            Receivers = 1,
            // Nor is there anybody to leave messages to.
            TargetTimeInHand = Timeout.InfiniteTimeSpan,
            // Nobody else is at work: what is found changed are the preferences of the file's own setup lines.
            ReadsBeforeCommits = false,
        };
        var clock = new VirtualClock(now, WallClock.Standing);
        var scheduler = new VirtualTimeScheduler(clock);
        var randomness = Randomness.Seeded(Seed);
        var engine = await EmbeddedEngine.CreateAsync(settings, randomness, clock);
        var tracker = new SettlementTracker(progress);
        var subjects = new LineSubjects(options.NewReader(), engine.Sources[0].Settings.DefaultType, clock);
        var preparation = new StatePreparation(
            new CardDirectory(engine.Table, engine.Queues, randomness, clock),
            new PreferencesStore(engine.Table, clock),
            subjects
        );
        var feeder = new LineFeeder(engine, subjects, preparation, tracker, clock);
        using var virtualScheduler = new VirtualScheduler(scheduler);
        using var host = WorkerHost.Build(
            settings,
            services =>
                services
                    .AddSingleton<IEngine>(engine)
                    .AddSingleton<IWorkScheduler>(virtualScheduler)
                    .AddSingleton<TimeProvider>(clock)
                    .AddSingleton<IPipelineObserver>(tracker)
                    .AddSingleton(randomness)
                    .AddSingleton(options)
        );
        await host.StartAsync(cancellation);
        await virtualScheduler.Enrolled.WaitAsync(cancellation);
        scheduler.Run(async () =>
        {
            foreach (var file in files.Lines)
                await feeder.FeedAsync(file, cancellation);
            virtualScheduler.StopWorker();
        });
        await host.StopAsync(CancellationToken.None);
        return await ReportAsync(files, settings, engine, tracker, feeder.Events, clock);
    }

    private static async Task<ProcessReport> ReportAsync(
        InputFiles files,
        LoopWorkerSettings settings,
        EmbeddedEngine engine,
        SettlementTracker tracker,
        int events,
        TimeProvider time
    )
    {
        var deadLetters = tracker.DeadLetters;
        var names = files.All.Select(line => line.File).Distinct().ToList();
        var (tableUsage, queueUsage) = (engine.TableUsage, engine.QueueUsage);
        var totals = new ProcessTotals
        {
            Lines = files.Count,
            Events = events,
            Captured = tracker.Outcome(Outcomes.Captured),
            Duplicates = tracker.Outcome(Outcomes.Duplicate),
            ConflictingDuplicates = deadLetters.Count(entry => entry.Failure.Code == FailureCodes.ConflictingDuplicate),
            Unmatched = tracker.Outcome(Outcomes.Unmatched) + tracker.Outcome(Outcomes.Parked),
            DeadLetters = deadLetters.Count,
            Notifications = tracker.Notifications,
            ContextWrites = tracker.ContextWrites,
            ReadUnits = tableUsage.Capacity.ReadUnits,
            WriteUnits = tableUsage.Capacity.WriteUnits,
            Calls = tableUsage.TotalCalls + queueUsage.TotalCalls,
        };
        return new ProcessReport(
            totals,
            await TableView.ReadAsync(engine.Table, settings.Capture.MaxPendingCaptures, time.GetUtcNow()),
            [.. engine.Notifications.Snapshot().Select(message => message.Body)],
            [.. deadLetters.OrderBy(entry => names.IndexOf(entry.Line.File)).ThenBy(entry => entry.Line.Number)],
            [.. tracker.Unmatched.OrderBy(line => names.IndexOf(line.File)).ThenBy(line => line.Number)],
            names.Count > 1
        );
    }
}
