using LoopWorker.Loop.Deciding;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types;

namespace LoopWorker.Configuration;

/// <summary>Checks settings, each by itself and against the others. All errors are reported together.</summary>
public static class SettingsValidation
{
    /// <summary>The errors, each a line with the value that was found and what to set instead; none if all is well.</summary>
    public static IEnumerable<string> Validate(LoopWorkerSettings settings) =>
        [
            .. SettingLimits.Of(settings).Select(limit => limit.Error).OfType<string>(),
            .. QueueNameRules.Errors(settings),
            .. settings.Queues.Sources.Select(DefaultTypeError).OfType<string>(),
            .. RetentionErrors(settings.Queues),
            .. ReceiverErrors(settings),
            .. AgeRules.Errors(settings),
            .. RateErrors(settings.Capture),
            .. MetricsErrors(settings.Health),
            .. ProtectionErrors(settings.Ecs.TaskProtection),
        ];

    // Names of settings are of any case; those of currencies are compared with the events'.
    private static IEnumerable<string> RateErrors(LoopRules rules) =>
        rules
            .Rates.Keys.Where(currency => !Currencies.Active.Contains(currency.ToUpperInvariant()))
            .Select(currency =>
                $"Capture:Rates:{currency} is no rate: '{currency}' is no active currency code of ISO 4217."
            );

    private static IEnumerable<string> MetricsErrors(HealthSettings health)
    {
        if (health is { Metrics: true, Port: 0 })
            yield return "Health:Metrics is true, but Health:Port is 0: set the port that /metrics is to be served on.";
    }

    private static IEnumerable<string> ProtectionErrors(TimeSpan lease)
    {
        if (lease.Ticks % TimeSpan.TicksPerMinute != 0)
            yield return $"Ecs:TaskProtection is {lease}: it must be in whole minutes, because ECS counts in them, or 0 for no protection.";
    }

    private static string? DefaultTypeError(SourceSettings source, int index) =>
        source.DefaultType is not { } type || MessageTypes.Standard.Find(type) is not null
            ? null
            : $"Queues:Sources:{index}:DefaultType is '{type}': it must be {MessageTypes.Standard}.";

    // A dead letter's age counts from when it was first sent, on a standard queue.
    private static IEnumerable<string> RetentionErrors(QueueSettings queues)
    {
        if (queues.DeadLetterRetention <= queues.Retention)
            yield return $"Queues:DeadLetterRetention is {queues.DeadLetterRetention}: it must be longer than Queues:Retention ({queues.Retention}), or a dead letter may expire as soon as it arrives.";
    }

    // A receiver polls with a credit in hand; without one for each, an idle queue's poll would hold up the others.
    private static IEnumerable<string> ReceiverErrors(LoopWorkerSettings settings)
    {
        var pipeline = settings.Pipeline;
        var receivers = pipeline.Receivers * settings.ReceivedQueues().Count();
        if (pipeline.MaxInFlight >= 1 && pipeline.MaxInFlight < receivers)
            yield return $"Pipeline:MaxInFlight is {pipeline.MaxInFlight}: it must be at least {receivers}, one for each receiver of each source{(settings.Routing.Queue is null ? "" : " and of the routing queue")}.";
    }
}
