using System.CommandLine;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Ecs;
using LoopWorker.Engines;
using LoopWorker.Engines.Withheld;
using LoopWorker.Health;
using LoopWorker.Hosting;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Preflight;
using LoopWorker.Queues;
using LoopWorker.Queues.Observing;
using LoopWorker.Tables.Observing;
using LoopWorker.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Commands;

/// <summary><c>loopworker run</c>, and <c>loopworker</c> without a command.</summary>
public static class RunCommand
{
    private static readonly Option<bool> UntilDrained = new("--until-drained")
    {
        Description =
            "Exit when the queues that this worker receives from are empty: on AWS after three minutes without a message, on emulators at once.",
    };

    private static readonly Option<DateTimeOffset?> Now = FileOptions.Time(
        "--now",
        "A fixed time for the worker's clock (RFC 3339), to process events of another day on emulators; refused on AWS. Default: the real time."
    );

    private static readonly Option<string> Stage = StageOption();

    private static readonly Backoff BetweenAttempts = new(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));

    public static Command Create()
    {
        var command = new Command("run", "Run the worker on SQS and DynamoDB until it is stopped.")
        {
            UntilDrained,
            Now,
            Stage,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(UntilDrained),
                    parsed.GetValue(Now),
                    WorkerStages.Choices.Single(stages => stages.Name == parsed.GetValue(Stage)),
                    cancellation
                )
        );
        return command.WithExamples("loopworker run", "loopworker run --until-drained");
    }

    /// <summary>As <c>run</c> without options.</summary>
    public static Task<int> RunAsync(CancellationToken cancellation) =>
        RunAsync(untilDrained: false, now: null, WorkerStages.All, cancellation);

    private static Option<string> StageOption()
    {
        var option = CheckedOptions.OneOf(
            "--stage",
            [.. WorkerStages.Choices.Select(stages => stages.Name)],
            "What to do of routing by user: 'route' events to the routing queue, 'apply' those in it, or 'all'. One alone needs LoopWorker:Routing:Queue."
        );
        option.HelpName = "stage";
        return option;
    }

    private static async Task<int> RunAsync(
        bool untilDrained,
        DateTimeOffset? now,
        WorkerStages stages,
        CancellationToken cancellation
    )
    {
        var configuration = WorkerHost.ReadConfiguration();
        var settings = SettingsLoading.Load(configuration);
        if (settings.Engine != EngineKind.Aws)
            throw new SettingsException([
                $"Engine is {settings.Engine}: 'run' works on SQS and DynamoDB only. Remove the setting or set it to {EngineKind.Aws}. 'demo' and 'process' need no cloud.",
            ]);
        stages.Require(settings);
        var standing = now is { } at ? new StandingClock(at) : null;
        settings.Pipeline = settings.Pipeline with { ClockIsSetByHand = standing is not null };
        var time = standing ?? TimeProvider.System;
        var randomness = Randomness.Unseeded();
        var settled = new SettledCount();
        // Ends last, so that the last figures are sent too.
        using var telemetry = new WorkerTelemetry(settings, configuration, LogLevel.Information);
        await using var aws = new AwsServices(settings, randomness, time);
        standing?.RefuseOnAws(aws.Hosts);
        PermissionProbe Permissions() => new(settings, aws.Queues, aws.OpenTable(), randomness);
        using var host = WorkerHost.Build(
            settings,
            services =>
                services
                    .AddHealth(settings.Health)
                    .AddTaskProtection(settings.Ecs, Environment.GetEnvironmentVariable)
                    .AddSingleton(provider => new WithheldPermissions(
                        // Each time anew: what was allowed before may be what is denied.
                        token => Permissions().RunAsync(token),
                        provider.GetRequiredService<IntakeHold>(),
                        settings.Pipeline.MaxHold,
                        randomness,
                        time,
                        provider.GetRequiredService<ILogger<WithheldPermissions>>()
                    ))
                    .AddSingleton<IEngine>(provider => new PatientEngine(
                        new ObservedEngine(
                            new PreflightedEngine(
                                aws,
                                new PreflightCheck(settings, aws.Queues, aws.Tables, Permissions(), advises: false),
                                randomness,
                                time,
                                provider.GetRequiredService<ILogger<PreflightedEngine>>()
                            ),
                            time,
                            provider.GetServices<IQueueObserver>(),
                            provider.GetServices<ITableObserver>()
                        ),
                        provider.GetRequiredService<WithheldPermissions>()
                    ))
                    .AddSingleton<IPipelineObserver>(settled)
                    .AddSingleton(stages)
                    .AddSingleton(time)
                    .AddSingleton(randomness),
            telemetry
        );
        if (standing is not null)
            Hosting.Log.Found(
                host.Services.GetRequiredService<ILogger<PreflightedEngine>>(),
                "--now",
                standing.Warning
            );
        // One that is stopped before it has begun ends as any other, with the same last lines.
        await host.StartAsync(CancellationToken.None);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var stopped = host.WaitForShutdownAsync(ended.Token);
        var drained = untilDrained
            ? WaitForDrainAsync(stages.QueueNames(settings), aws, settled, randomness, time, ended.Token)
            : stopped;
        await Task.WhenAny(stopped, drained);
        ended.Cancel();
        // If the worker has failed, this throws its exception.
        await stopped;
        var worker = host.Services.GetServices<IHostedService>().OfType<WorkerService>().Single();
        var exitCode = await ConcludeAsync(worker, settings.ShutdownTimeout);
        // If the queues cannot be checked, nobody knows whether they are empty.
        if (drained.IsFaulted)
            await drained;
        return exitCode;
    }

    private static async Task<int> ConcludeAsync(WorkerService worker, TimeSpan shutdownTimeout)
    {
        // There is no report if it was stopped before it had begun.
        if (worker.ExecuteTask is { IsCompleted: true } && worker.Report is null or { Left: 0 })
            return ExitCodes.Done;
        var left = worker.Report is { } report ? $"{report.Left} messages were" : "Messages were";
        await Console.Error.WriteLineAsync(
            $"{left} not finished: LoopWorker:ShutdownTimeout ({shutdownTimeout}) expired, or a queue did not answer. They return to their queues when their visibility timeout expires; no effect is lost or doubled."
        );
        return ExitCodes.PartlyDone;
    }

    private static async Task WaitForDrainAsync(
        IReadOnlyList<string> names,
        AwsServices aws,
        SettledCount settled,
        Randomness randomness,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var queues = new List<IQueue>();
        foreach (var name in names)
            queues.Add(await OpenAsync(aws.Queues, name, randomness, time, cancellation));
        var empty = new EmptyQueues(QuietRule.Of(aws.Hosts), randomness, time);
        await empty.WaitAsync(queues, cancellation, () => settled.Count);
    }

    // The worker waits for SQS when it starts, and so does this check.
    private static async Task<IQueue> OpenAsync(
        IQueueService queues,
        string name,
        Randomness randomness,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await queues.OpenAsync(name, cancellation);
            }
            catch (QueueException exception) when (exception.IsTransient)
            {
                await Task.Delay(BetweenAttempts.After(attempt, randomness.NextFraction()), time, cancellation);
            }
        }
    }
}
