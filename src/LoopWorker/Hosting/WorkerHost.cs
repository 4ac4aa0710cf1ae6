using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Loop.Health;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues;
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
            throw new SettingsException([$"{exception.Message} {exception.InnerException?.InnerException?.Message}"]);
        }
    }

    /// <summary>A host of the worker. The caller registers the engine; what else it registers takes the place of the default.</summary>
    public static IHost Build(
        LoopWorkerSettings settings,
        Action<IServiceCollection> configure,
        LogLevel logLevel = LogLevel.Warning
    )
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(logLevel);
        builder.Logging.AddSimpleConsole(options => options.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(options =>
            options.LogToStandardErrorThreshold = LogLevel.Trace
        );
        builder.Services.Configure<ConsoleLifetimeOptions>(options => options.SuppressStatusMessages = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout);
        // A worker that fails stops the host, which throws its exception: whoever runs the host says in a line why it ended.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        configure(builder.Services);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(settings.Capture);
        builder.Services.TryAddSingleton(settings.Pipeline);
        builder.Services.TryAddSingleton<IWorkScheduler, ThreadPoolScheduler>();
        builder.Services.TryAddSingleton(WorkerStages.All);
        builder.Services.TryAddSingleton<IPipelineObserver>(SilentObserver.Instance);
        builder.Services.TryAddSingleton(Randomness.Unseeded());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new HealthRules(settings.Health.StallAfter));
        builder.Services.AddSingleton<ServiceAnswers>();
        builder.Services.AddSingleton<WorkerHealth>();
        builder.Services.AddSingleton<WorkerRun>();
        builder.Services.AddHostedService<WorkerService>();
        return builder.Build();
    }
}
