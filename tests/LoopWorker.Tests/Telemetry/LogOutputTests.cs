using LoopWorker.Configuration;
using LoopWorker.Telemetry;

namespace LoopWorker.Tests.Telemetry;

public sealed class LogOutputTests
{
    [Theory]
    [InlineData(LogFormat.Auto, false, false)]
    [InlineData(LogFormat.Auto, true, true)]
    [InlineData(LogFormat.Text, true, false)]
    [InlineData(LogFormat.Json, false, true)]
    public void Lines_are_json_where_no_terminal_is_unless_the_settings_say_otherwise(
        LogFormat format,
        bool isRedirected,
        bool isJson
    ) => Assert.Equal(isJson, LogOutput.IsJson(format, isRedirected));
}
