using System.Text.RegularExpressions;
using LoopWorker.Wording;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace LoopWorker.Configuration;

/// <summary>
/// What was meant as a setting and stands outside of the section <c>LoopWorker</c>, where nobody reads it: environment variables
/// with single underscores, a misspelt section, settings at the top of a file.
/// </summary>
internal static partial class MisplacedSettings
{
    private const string Section = LoopWorkerSettings.Section;

    // A section of .NET's own, besides that of the worker.
    private const string LevelsOfLogging = "Logging";

    /// <summary>The errors, each with the name found and the one to use; none if all is well.</summary>
    public static IEnumerable<string> Errors(IConfiguration configuration) =>
        configuration
            .GetChildren()
            .Where(entry => !IsNamed(entry.Key, Section))
            .SelectMany(VariableErrors)
            .Concat(TopLevelErrors(configuration));

    private static IEnumerable<string> VariableErrors(IConfigurationSection entry)
    {
        if (entry.Key.StartsWith($"{Section}_", StringComparison.OrdinalIgnoreCase))
            return entry
                .AsEnumerable()
                .Where(leaf => leaf.Value is not null && IsMeant(leaf.Key) && !IsServiceLink(leaf.Key, leaf.Value))
                .Select(leaf => leaf.Key.Replace(":", "__", StringComparison.Ordinal))
                .Select(name =>
                    $"{name} is not read: the parts of a setting's name are separated by two underscores. Did you mean {WithTwoUnderscores(name)}?"
                );
        return entry.GetChildren().Any() && NameSuggestion.IsClose(entry.Key, Section)
            ? [$"{entry.Key} is not read; did you mean {Section}?"]
            : [];
    }

    private static IEnumerable<string> TopLevelErrors(IConfiguration configuration) =>
        (configuration as IConfigurationRoot)
            ?.Providers.OfType<JsonConfigurationProvider>()
            .SelectMany(file => file.GetChildKeys([], parentPath: null))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(key =>
                !IsNamed(key, LevelsOfLogging)
                && SettingsJson.Default.LoopWorkerSettings.Properties.Any(setting => IsNamed(setting.Name, key))
            )
            .Select(key => $"{key} is not read at the top of a file: move it into the section {Section}.")
        ?? [];

    // Others may have variables of that prefix, such as the scripts beside the program.
    private static bool IsMeant(string name) =>
        name.Split(['_', ':'], StringSplitOptions.RemoveEmptyEntries) is [_, var first, ..]
        && SettingsJson.Default.LoopWorkerSettings.Properties.Any(known => NameSuggestion.IsClose(first, known.Name));

    private static string WithTwoUnderscores(string name) =>
        string.Join("__", name.Split('_', StringSplitOptions.RemoveEmptyEntries));

    // For a service called loopworker, or loopworker-something, Kubernetes gives such variables to every container beside it.
    private static bool IsServiceLink(string name, string value) =>
        ServiceLink().IsMatch(name)
        || (name.EndsWith("_PORT", StringComparison.Ordinal) && value.Contains("://", StringComparison.Ordinal));

    [GeneratedRegex(
        "_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$|_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$",
        RegexOptions.ExplicitCapture,
        1_000
    )]
    private static partial Regex ServiceLink();

    private static bool IsNamed(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);
}
