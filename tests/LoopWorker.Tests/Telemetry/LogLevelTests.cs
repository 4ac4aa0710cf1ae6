using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Telemetry;

/// <summary>The variables that say what is logged, and what is not.</summary>
public sealed class LogLevelTests
{
    private const string DeadLetter = "Dead letter from";
    private const string PipelineLog = "Logging__LogLevel__LoopWorker.Loop.Telemetry.PipelineLog";

    [Theory]
    [InlineData("Json", "\"LogLevel\":\"Information\"", "\"LogLevel\":\"Warning\"")]
    [InlineData("Text", "info: ", "warn: ")]
    public async Task A_level_shows_what_is_of_it_and_above_and_a_category_has_a_level_of_its_own(
        string format,
        string information,
        string warning
    )
    {
        var byDefault = await LogAsync(format);
        var more = await LogAsync(format, ("Logging__LogLevel__Default", "Debug"));
        var withoutOne = await LogAsync(format, ("Logging__LogLevel__Default", "debug"), (PipelineLog, "Error"));
        var forTheConsole = await LogAsync(format, ("Logging__Console__LogLevel__Default", "Warning"));

        Assert.DoesNotContain(byDefault, line => line.Contains(DeadLetter, StringComparison.Ordinal));
        Assert.Contains(more, line => Has(line, information, "Worker started"));
        Assert.Contains(more, line => Has(line, warning, DeadLetter));
        Assert.Contains(withoutOne, line => Has(line, information, "Worker started"));
        Assert.DoesNotContain(withoutOne, line => line.Contains(DeadLetter, StringComparison.Ordinal));
        Assert.Contains(forTheConsole, line => Has(line, warning, DeadLetter));
        Assert.DoesNotContain(forTheConsole, line => line.Contains(information, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("run", "Logging__LogLevel__Default", "Loud")]
    [InlineData("demo", PipelineLog, "7")]
    [InlineData("check", "Logging__Console__LogLevel__LoopWorker.Loop", "Warn")]
    public async Task A_level_that_there_is_not_is_named_with_its_variable(
        string command,
        string variable,
        string level
    )
    {
        var result = await CommandLine.RunAsync([command], "", null, (variable, level));
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            $"""
            The settings are not valid:
              - {variable} is '{level}': it must be Trace, Debug, Information, Warning, Error, Critical or None.

            """,
            result.Error
        );
    }

    private static bool Has(string line, string level, string text) =>
        line.Contains(level, StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal);

    private static async Task<string[]> LogAsync(string format, params (string Name, string Value)[] levels)
    {
        var result = await CommandLine.RunAsync(
            ["demo", "--events", "300", "--users", "30", "--bad", "0.1"],
            "",
            null,
            [("LoopWorker__Logging__Format", format), .. levels]
        );
        Assert.True(result.ExitCode == 0, result.Error);
        return result.Error.Split('\n');
    }
}
