using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Tracing;
using LoopWorker.Tables.Observing;
using LoopWorker.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Hosting;

/// <summary>Builds the host that every command which runs the worker starts.</summary>
public static class WorkerHost
{
    /// <summary>Settings from beside the program, from the working directory and from the environment.</summary>
    /// <exception cref="SettingsException">If a file is not the JSON it should be.</exception>
    public static IConfiguration ReadConfiguration()
    {
        try
        {
            return new ConfigurationBuilder()
                .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
                .AddJsonFile(Path.Combine(Environment.CurrentDirectory, "appsettings.json"), optional: true)
                .AddEnvironmentVariables()
                .Build();
        }
        catch (InvalidDataException exception)
        {
            throw new SettingsException([$"{exception.Message} {exception.GetBaseException().Message}"]);
        }
    }

    /// <summary>A host of the worker. The caller registers the engine; what else it registers takes the place of the default.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="configure">Registers.</param>
    /// <param name="telemetry">What watches the worker; without, warnings are logged, and no more.</param>
    public static IHost Build(
        LoopWorkerSettings settings,
        Action<IServiceCollection> configure,
        WorkerTelemetry? telemetry = null
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (telemetry is null)
            LogOutput.Add(builder.Logging, settings.Logging.Format, LogLevel.Warning, builder.Configuration);
        else
            telemetry.AddTo(builder.Logging);
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout);
        // A worker that fails stops the host, which throws its exception: whoever runs the host says in a line why it ended.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        configure(builder.Services);
        telemetry?.AddTo(builder.Services);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Capture.WithNotifications(settings.Notifications));
        builder.Services.TryAddSingleton(settings.Pipeline);
        builder.Services.TryAddSingleton<IWorkScheduler, ThreadPoolScheduler>();
        builder.Services.TryAddSingleton(WorkerStages.All);
        builder.Services.TryAddSingleton(MessageSpans.None);
        builder.Services.TryAddSingleton(Randomness.Unseeded());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new HealthRules(settings.Health.StallAfter));
        builder.Services.AddSingleton<ServiceAnswers>();
        builder.Services.AddSingleton<IQueueObserver>(provider => provider.GetRequiredService<ServiceAnswers>());
        builder.Services.AddSingleton<ITableObserver>(provider => provider.GetRequiredService<ServiceAnswers>());
        builder.Services.TryAddSingleton<IntakeHold>();
        builder.Services.AddSingleton<WorkerHealth>();
        builder.Services.AddSingleton<WorkerRun>();
        builder.Services.AddHostedService<WorkerService>();
        return builder.Build();
    }
}
