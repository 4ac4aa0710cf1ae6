using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Configuration;

/// <summary>
/// The levels in the section <c>Logging</c>, for all that is logged or for one way of logging. .NET finds out about a wrong one only when
/// the first line is to be logged, and ends the process.
/// </summary>
internal static class LogLevelRules
{
    private const string Section = "Logging";
    private const string Levels = "LogLevel";

    /// <summary>The errors, each with the variable that is wrong; none if all is well.</summary>
    public static IEnumerable<string> Errors(IConfiguration configuration)
    {
        var logging = configuration.GetSection(Section);
        return logging
            .GetChildren()
            .Select(provider => provider.GetSection(Levels))
            .Prepend(logging.GetSection(Levels))
            .SelectMany(levels => levels.GetChildren())
            .Where(level => !string.IsNullOrEmpty(level.Value) && !IsLevel(level.Value))
            .Select(level =>
                $"{level.Path.Replace(":", "__", StringComparison.Ordinal)} is '{level.Value}': it must be {string.Join(", ", Enum.GetNames<LogLevel>()[..^1])} or {LogLevel.None}."
            );
    }

    private static bool IsLevel(string text) =>
        Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level);
}
