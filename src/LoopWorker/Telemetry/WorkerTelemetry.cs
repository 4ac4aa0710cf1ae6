using System.Diagnostics;
using System.Diagnostics.Metrics;
using LoopWorker.Configuration;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Telemetry;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Tracing;
using LoopWorker.Tables.Observing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Telemetry;

/// <summary>
/// What can be seen of a worker from outside: metrics, spans, lines, and their export. A command makes it before the worker, and ends it
/// after the worker has ended, so that the last figures are sent too.
/// </summary>
public sealed class WorkerTelemetry : IDisposable
{
    private readonly TelemetryExport? _export;
    private readonly LoopWorkerSettings _settings;
    private readonly IConfiguration _configuration;
    private readonly LogLevel _leastLevel;
    private readonly Meter _meter = new(Metrics.Source);
    private readonly ActivitySource _source = new(Metrics.Source);
    private readonly MessageSpans _spans;

    /// <param name="settings">The settings.</param>
    /// <param name="configuration">What they were read from: the levels of what is logged stand there.</param>
    /// <param name="leastLevel">The least level of what is logged, unless the configuration says otherwise.</param>
    /// <exception cref="SettingsException">If one of OpenTelemetry's variables asks for what there is not.</exception>
    public WorkerTelemetry(LoopWorkerSettings settings, IConfiguration configuration, LogLevel leastLevel)
    {
        (_settings, _configuration, _leastLevel) = (settings, configuration, leastLevel);
        _spans = new MessageSpans(_source);
        QueueObserver = new QueueMetrics(_meter);
        TableObserver = new TableMetrics(_meter);
        _export = TelemetryExport.Start(settings.Health.Metrics);
    }

    /// <summary>Told of the calls of every queue.</summary>
    public IQueueObserver QueueObserver { get; }

    /// <summary>Told of the calls of the table.</summary>
    public ITableObserver TableObserver { get; }

    /// <summary>Adds what watches the worker to a host.</summary>
    public void AddTo(IServiceCollection services)
    {
        if (_export?.MetricsPath() is { } path)
            services.AddSingleton(path);
        services
            .AddSingleton(_spans)
            .AddSingleton(QueueObserver)
            .AddSingleton(TableObserver)
            .AddSingleton<IPipelineObserver>(provider => new PipelineMetrics(
                _meter,
                provider.GetRequiredService<TimeProvider>()
            ))
            .AddSingleton<IPipelineObserver>(new CommitSpans(_spans, _settings.Table.Name))
            .AddSingleton<RunSummary>()
            .AddSingleton<IPipelineObserver>(provider => provider.GetRequiredService<RunSummary>())
            .AddSingleton<RepeatedLines>()
            .AddSingleton<PipelineLog>()
            .AddSingleton<IPipelineObserver>(provider => provider.GetRequiredService<PipelineLog>())
            .AddSingleton<TroubleLog>()
            .AddSingleton<IPipelineObserver>(provider => provider.GetRequiredService<TroubleLog>())
            .AddHostedService<LogWatch>();
    }

    /// <summary>Adds what is logged to standard error and to what is exported.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        LogOutput.Add(logging, _settings.Logging.Format, _leastLevel, _configuration);
        _export?.AddTo(logging);
    }

    /// <summary>Sends what is left, for a second at most.</summary>
    public void Dispose()
    {
        _export?.Stop();
        _meter.Dispose();
        _source.Dispose();
    }
}
