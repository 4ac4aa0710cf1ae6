using System.Globalization;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events.Reading;
using LoopWorker.Loop.Pipeline;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Configuration;

/// <summary>Settings from <c>appsettings.json</c> and the environment, checked.</summary>
public static class SettingsLoading
{
    private const string DefaultSource = "loop-events";

    // The seeds' variables, and the settings they stand for.
    private static readonly (string Variable, string Setting, bool IsSeconds)[] Aliases =
    [
        ("DYNAMO_TABLE", "Table:Name", false),
        ("DYNAMO_FINGERPRINT_GSI", "Table:FingerprintIndex", false),
        ("MAX_PENDING_CAPTURES", "Capture:MaxPendingCaptures", false),
        ("PENDING_TTL_SECONDS", "Capture:PendingLifetime", true),
    ];

    /// <exception cref="SettingsException">With all that is wrong.</exception>
    public static LoopWorkerSettings Load(IConfiguration configuration)
    {
        var errors = new List<string>();
        var withAliases = new ConfigurationBuilder()
            .AddConfiguration(configuration)
            .AddInMemoryCollection(ReadAliases(configuration, errors))
            .Build();
        if (!string.IsNullOrEmpty(configuration["DAX_ENDPOINT"]))
            errors.Add("DAX_ENDPOINT is set: DAX is not supported. Unset it; contexts are cached in the worker.");
        try
        {
            var settings =
                withAliases.GetSection(LoopWorkerSettings.Section).Get<LoopWorkerSettings>()
                ?? new LoopWorkerSettings();
            if (settings.Queues.Sources.Count == 0)
                settings.Queues.Sources.Add(new SourceSettings { Queue = DefaultSource });
            errors.AddRange(SettingsValidation.Validate(settings));
            return errors.Count == 0 ? settings : throw new SettingsException(errors);
        }
        catch (InvalidOperationException exception)
        {
            // The binder names the setting and the type it should have.
            throw new SettingsException([.. errors, exception.Message]);
        }
    }

    public static LoopRules Rules(this LoopWorkerSettings settings) =>
        new()
        {
            CredLamportsPerCent = settings.Capture.CredLamportsPerCent,
            MaximumPendingCaptures = settings.Capture.MaxPendingCaptures,
            PendingLifetime = settings.Capture.PendingLifetime,
        };

    public static PipelineOptions PipelineOptions(this LoopWorkerSettings settings) =>
        new()
        {
            MaxInFlight = settings.Pipeline.MaxInFlight,
            Receivers = settings.Pipeline.Receivers,
            ReceiveWait = settings.Pipeline.ReceiveWait,
            Linger = settings.Pipeline.Linger,
            CommitConcurrency = settings.Pipeline.CommitConcurrency,
            MaxHold = settings.Pipeline.MaxHold,
            DrainTimeout = DrainTimeout(settings.ShutdownTimeout),
            CachedUsers = settings.Pipeline.CachedUsers,
            UnknownCard = settings.Capture.UnknownCard,
            ParkedLifetime = settings.Capture.ParkedLifetime,
            Reading = new EventReaderOptions { MaximumBodyBytes = settings.Pipeline.MaxBodyBytes },
        };

    // So that what is left can be told before the host gives up.
    private static TimeSpan DrainTimeout(TimeSpan shutdown)
    {
        var spare = TimeSpan.FromSeconds(1);
        return shutdown > 2 * spare ? shutdown - spare : shutdown / 2;
    }

    private static Dictionary<string, string?> ReadAliases(IConfiguration configuration, List<string> errors)
    {
        var found = new Dictionary<string, string?>();
        foreach (var (variable, setting, isSeconds) in Aliases)
        {
            var value = configuration[variable];
            var path = $"{LoopWorkerSettings.Section}:{setting}";
            // A setting under its own name in the environment goes before its alias.
            var own = Environment.GetEnvironmentVariable(path.Replace(":", "__", StringComparison.Ordinal));
            if (string.IsNullOrEmpty(value) || own is not null)
                continue;
            if (!isSeconds)
                found[path] = value;
            else if (long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
                found[path] = TimeSpan.FromSeconds(seconds).ToString("c", CultureInfo.InvariantCulture);
            else
                errors.Add($"{variable} is '{value}': it must be a whole number of seconds.");
        }
        return found;
    }
}

/// <summary>Settings that the worker cannot start with.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors)
    : Exception("The settings are not valid:" + string.Concat(errors.Select(error => $"\n  - {error}")));
