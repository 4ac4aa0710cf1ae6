using LoopWorker.Configuration;
using LoopWorker.Engines;
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

    /// <summary>A host of the worker on the given engine. What a caller has registered already stays.</summary>
    public static IHost Build(
        LoopWorkerSettings settings,
        IEngine engine,
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
        configure(builder.Services);
        builder.Services.AddSingleton(engine);
        builder.Services.AddSingleton(settings.Rules());
        builder.Services.TryAddSingleton(settings.PipelineOptions());
        builder.Services.TryAddSingleton<IWorkScheduler, ThreadPoolScheduler>();
        builder.Services.TryAddSingleton<IPipelineObserver>(SilentObserver.Instance);
        builder.Services.TryAddSingleton(Randomness.Unseeded());
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddHostedService<WorkerService>();
        return builder.Build();
    }
}
