using System.Reflection;
using LoopWorker.Core.Telemetry;
using LoopWorker.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LoopWorker.Telemetry;

/// <summary>
/// Sends spans, metrics and log records to the collector that OpenTelemetry's standard variables name (<c>OTEL_*</c>). A collector that is away,
/// slow or failing costs the worker nothing but the data.
/// </summary>
/// <remarks>
/// It belongs to the command, not to the host: the exporter waits at its end for a collector that does not answer, some 13 seconds, beyond
/// any limit of the host's. Here the end has one second, and what is not sent by then is dropped with the process.
/// </remarks>
public sealed class TelemetryExport
{
    private const string PathOfMetrics = "/metrics";

    private static readonly TimeSpan AtTheEnd = TimeSpan.FromSeconds(1);

    /// <summary>.NET's own: memory, garbage collection, CPU time, thread pool.</summary>
    public const string RuntimeMeter = "System.Runtime";

    private readonly OpenTelemetrySdk _sdk;
    private readonly bool _exportsLogs;
    private readonly bool _servesMetrics;

    private TelemetryExport(OpenTelemetrySdk sdk, bool exportsLogs, bool servesMetrics) =>
        (_sdk, _exportsLogs, _servesMetrics) = (sdk, exportsLogs, servesMetrics);

    /// <summary>Starts it; null if there is nothing to export.</summary>
    /// <param name="servesMetrics">Whether metrics are also served for Prometheus.</param>
    /// <exception cref="Configuration.SettingsException">If a variable asks for what there is not.</exception>
    public static TelemetryExport? Start(bool servesMetrics)
    {
        var signals = ExportVariables.Read(Environment.GetEnvironmentVariable);
        if (!signals.Any && !servesMetrics)
            return null;
        var sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.ConfigureResource(Describe);
            if (signals.Any)
                builder.UseOtlpExporter();
            if (signals.Traces)
                builder.WithTracing(tracing => tracing.AddSource(Metrics.Source));
            if (signals.Metrics || servesMetrics)
                builder.WithMetrics(metrics =>
                {
                    metrics.AddMeter(Metrics.Source, RuntimeMeter);
                    if (servesMetrics)
                        metrics.AddPrometheusExporter();
                });
            if (signals.Logs)
                builder.WithLogging(configureBuilder: null, options => options.IncludeFormattedMessage = true);
        });
        return new TelemetryExport(sdk, signals.Logs, servesMetrics);
    }

    /// <summary>The path that serves metrics for Prometheus; null if they are not served.</summary>
    public ServedPath? MetricsPath()
    {
        if (!_servesMetrics)
            return null;
        // The exporter is made for a web application: this is as much of one as it needs.
        var application = new ApplicationBuilder(new ServiceCollection().AddOptions().BuildServiceProvider());
        application.UseOpenTelemetryPrometheusScrapingEndpoint(
            _sdk.MeterProvider,
            predicate: null,
            PathOfMetrics,
            configureBranchedPipeline: null,
            optionsName: null
        );
        return new ServedPath(PathOfMetrics, application.Build());
    }

    /// <summary>Adds what is logged to what is exported.</summary>
    public void AddTo(ILoggingBuilder logging)
    {
        if (_exportsLogs)
            logging.AddProvider(new ExportedLog(_sdk.GetLoggerFactory()));
    }

    /// <summary>Sends what is left, for a second at most.</summary>
    public void Stop()
    {
        var milliseconds = (int)AtTheEnd.TotalMilliseconds;
        // Each may wait for the collector by itself, whatever it is told: their threads end with the process.
        Action[] ends =
        [
            () => _sdk.TracerProvider.Shutdown(milliseconds),
            () => _sdk.MeterProvider.Shutdown(milliseconds),
            () => _sdk.LoggerProvider.Shutdown(milliseconds),
        ];
        List<Thread> threads = [.. ends.Select(end => new Thread(() => end()) { IsBackground = true })];
        threads.ForEach(thread => thread.Start());
        var begun = TimeProvider.System.GetTimestamp();
        foreach (var thread in threads)
            if (AtTheEnd - TimeProvider.System.GetElapsedTime(begun) is var left && left > TimeSpan.Zero)
                thread.Join(left);
    }

    // The variables come last, so that they win.
    private static void Describe(ResourceBuilder resource) =>
        resource
            .AddService(
                "loopworker",
                serviceVersion: typeof(TelemetryExport)
                    .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion
            )
            .AddEnvironmentVariableDetector();

    private sealed class ExportedLog(ILoggerFactory factory) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => factory.CreateLogger(categoryName);

        // It ends with the export.
        public void Dispose() { }
    }
}
