using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace LoopWorker.Configuration;

/// <summary>The agents' environment variables that set settings of the worker.</summary>
internal static class SettingAliases
{
    private static readonly (string Variable, string Setting, bool IsSeconds)[] Aliases =
    [
        ("DYNAMO_TABLE", "Table:Name", false),
        ("DYNAMO_FINGERPRINT_GSI", "Table:FingerprintIndex", false),
        ("MAX_PENDING_CAPTURES", "Capture:MaxPendingCaptures", false),
        ("PENDING_TTL_SECONDS", "Capture:PendingLifetime", true),
    ];

    /// <summary>What the variables set, by the full names of the settings. Errors are added to <paramref name="errors"/>.</summary>
    public static Dictionary<string, string?> Read(IConfiguration configuration, List<string> errors)
    {
        var found = new Dictionary<string, string?>();
        foreach (var (variable, setting, isSeconds) in Aliases)
        {
            var path = $"{LoopWorkerSettings.Section}:{setting}";
            // An alias takes precedence over the settings files, but not over the setting's own name in the environment.
            if (configuration[variable] is not { Length: > 0 } value || IsInEnvironment(configuration, path))
                continue;
            if (!isSeconds)
                found[path] = value;
            else if (uint.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                found[path] = TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);
            else
                errors.Add($"{variable} is '{value}': it must be a whole number of seconds.");
        }
        if (!string.IsNullOrEmpty(configuration["DAX_ENDPOINT"]))
            errors.Add("DAX_ENDPOINT is set: DAX is not supported. Unset it; contexts are cached in the worker.");
        return found;
    }

    private static bool IsInEnvironment(IConfiguration configuration, string path) =>
        configuration is IConfigurationRoot root
        && root.Providers.OfType<EnvironmentVariablesConfigurationProvider>()
            .Any(provider => provider.TryGet(path, out _));
}
