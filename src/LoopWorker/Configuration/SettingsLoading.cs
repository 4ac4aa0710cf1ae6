using Microsoft.Extensions.Configuration;

namespace LoopWorker.Configuration;

/// <summary>Loads settings from files and the environment, and validates them.</summary>
public static class SettingsLoading
{
    private const string DefaultSource = "loop-events";

    /// <exception cref="SettingsException">With all errors.</exception>
    public static LoopWorkerSettings Load(IConfiguration configuration)
    {
        var errors = new List<string>();
        var withAliases = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(SettingAliases.Read(configuration, errors))
            .Build();
        var settings = Bind(SettingValues.Read(withAliases.GetSection(LoopWorkerSettings.Section), errors));
        errors.AddRange(SettingsValidation.Validate(settings));
        errors.AddRange(LogLevelRules.Errors(configuration));
        errors.AddRange(MisplacedSettings.Errors(configuration));
        return errors.Count == 0 ? settings : throw new SettingsException(errors);
    }

    private static LoopWorkerSettings Bind(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var settings = new LoopWorkerSettings();
        new ConfigurationBuilder()
            .AddInMemoryCollection(values)
            .Build()
            .GetSection(LoopWorkerSettings.Section)
            .Bind(settings);
        if (settings.Queues.Sources.Count == 0)
            settings.Queues.Sources.Add(new SourceSettings { Queue = DefaultSource });
        settings.Pipeline = settings.Pipeline with { DrainTimeout = DrainTimeout(settings.ShutdownTimeout) };
        return settings;
    }

    // Shorter than the host's, to leave time for the report of what is left.
    private static TimeSpan DrainTimeout(TimeSpan shutdown)
    {
        var spare = TimeSpan.FromSeconds(1);
        return shutdown > 2 * spare ? shutdown - spare : shutdown / 2;
    }
}

/// <summary>Settings that the worker cannot start with.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors)
    : Exception("The settings are not valid:" + string.Concat(errors.Select(error => $"\n  - {error}")))
{
    /// <summary>Each a line with the value that was found and what to set instead.</summary>
    public IReadOnlyList<string> Errors => errors;
}
