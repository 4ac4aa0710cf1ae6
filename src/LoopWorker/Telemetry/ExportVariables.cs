using LoopWorker.Configuration;

namespace LoopWorker.Telemetry;

/// <summary>
/// Which signals OpenTelemetry's standard variables ask for. Nothing is exported while they name no endpoint, unlike the specification's
/// default of a collector on this machine: few have one there, and a worker is not to knock on doors nobody named.
/// </summary>
/// <param name="Traces">Whether spans are exported.</param>
/// <param name="Metrics">Whether metrics are.</param>
/// <param name="Logs">Whether log records are.</param>
public readonly record struct ExportVariables(bool Traces, bool Metrics, bool Logs)
{
    private const string Disabled = "OTEL_SDK_DISABLED";

    /// <summary>Whether anything is exported at all.</summary>
    public bool Any => Traces || Metrics || Logs;

    /// <summary>Reads them. Pure.</summary>
    /// <param name="variable">The value of a variable; null if it is not set.</param>
    /// <exception cref="SettingsException">If one asks for an exporter that there is not.</exception>
    public static ExportVariables Read(Func<string, string?> variable)
    {
        var errors = new List<string>();
        var isOff = string.Equals(variable(Disabled), "true", StringComparison.OrdinalIgnoreCase);
        var hasEndpoint = IsSet(variable("OTEL_EXPORTER_OTLP_ENDPOINT"));
        var read = new ExportVariables(Exports("TRACES"), Exports("METRICS"), Exports("LOGS"));
        return errors.Count > 0 ? throw new SettingsException(errors) : read;

        bool Exports(string signal)
        {
            var exporter = variable($"OTEL_{signal}_EXPORTER") ?? "";
            if (exporter is not ("" or "otlp" or "none"))
                errors.Add($"OTEL_{signal}_EXPORTER is '{exporter}': it must be otlp or none.");
            return !isOff
                && exporter != "none"
                && (hasEndpoint || IsSet(variable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")));
        }
    }

    private static bool IsSet(string? value) => !string.IsNullOrEmpty(value);
}
