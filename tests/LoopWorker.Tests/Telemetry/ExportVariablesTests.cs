using LoopWorker.Configuration;
using LoopWorker.Telemetry;

namespace LoopWorker.Tests.Telemetry;

public sealed class ExportVariablesTests
{
    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, false, false, "OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData(false, false, false, "OTEL_TRACES_EXPORTER", "otlp")]
    [InlineData(true, true, true, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317")]
    [InlineData(true, false, false, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://c:4317")]
    [InlineData(false, true, false, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://c:4317")]
    [InlineData(false, false, true, "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://c:4317")]
    [InlineData(false, true, true, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317", "OTEL_TRACES_EXPORTER", "none")]
    [InlineData(false, false, false, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://c:4317", "OTEL_SDK_DISABLED", "True")]
    public void What_is_exported_is_what_the_variables_name(
        bool traces,
        bool metrics,
        bool logs,
        params string[] variables
    ) => Assert.Equal(new ExportVariables(traces, metrics, logs), Read(variables));

    [Fact]
    public void An_exporter_that_there_is_not_is_an_error_that_names_it()
    {
        var error = Assert.Throws<SettingsException>(() =>
            Read("OTEL_TRACES_EXPORTER", "zipkin", "OTEL_LOGS_EXPORTER", "console")
        );
        Assert.Contains(
            "OTEL_TRACES_EXPORTER is 'zipkin': it must be otlp or none.",
            error.Message,
            StringComparison.Ordinal
        );
        Assert.Contains("OTEL_LOGS_EXPORTER is 'console'", error.Message, StringComparison.Ordinal);
    }

    private static ExportVariables Read(params string[] variables)
    {
        var values = variables.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        return ExportVariables.Read(name => values.GetValueOrDefault(name));
    }
}
