using LoopWorker.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace LoopWorker.Telemetry;

/// <summary>What is logged, to standard error: a line each, for people on a terminal, as JSON elsewhere.</summary>
public static class LogOutput
{
    /// <param name="logging">Of the host.</param>
    /// <param name="format">As the settings have it.</param>
    /// <param name="least">The level, unless the section <c>Logging</c> of the configuration names another.</param>
    /// <param name="configuration">The whole configuration.</param>
    public static void Add(ILoggingBuilder logging, LogFormat format, LogLevel least, IConfiguration configuration)
    {
        logging.SetMinimumLevel(least);
        logging.AddConfiguration(configuration.GetSection("Logging"));
        logging.Configure(options =>
            options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId
        );
        if (IsJson(format, Console.IsErrorRedirected))
            logging.AddJsonConsole(options =>
            {
                options.IncludeScopes = true;
                options.UseUtcTimestamp = true;
                options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            });
        else
            logging.AddSimpleConsole(options =>
            {
                options.IncludeScopes = true;
                options.SingleLine = true;
            });
        logging.Services.Configure<ConsoleLoggerOptions>(options =>
            options.LogToStandardErrorThreshold = LogLevel.Trace
        );
    }

    /// <summary>Whether lines are JSON. Pure.</summary>
    public static bool IsJson(LogFormat format, bool isRedirected) =>
        format == LogFormat.Json || (format == LogFormat.Auto && isRedirected);
}
