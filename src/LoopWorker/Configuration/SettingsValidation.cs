using LoopWorker.Queues;

namespace LoopWorker.Configuration;

/// <summary>Checks settings as a whole and says all that is wrong at once, each with the value that was found.</summary>
public static class SettingsValidation
{
    /// <summary>What is wrong, a line each; none if all is well.</summary>
    public static IReadOnlyList<string> Validate(LoopWorkerSettings settings)
    {
        var errors = new List<string>();
        Name(errors, "Table:Name", settings.Table.Name, 3, 255);
        Name(errors, "Table:FingerprintIndex", settings.Table.FingerprintIndex, 3, 255);
        Range(errors, "ShutdownTimeout", settings.ShutdownTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15));
        Name(errors, "Queues:Notifications", settings.Queues.Notifications, 1, 80);
        Retention(errors, "Queues:Retention", settings.Queues.Retention);
        Retention(errors, "Queues:DeadLetterRetention", settings.Queues.DeadLetterRetention);
        for (var i = 0; i < settings.Queues.Sources.Count; i++)
            Source(errors, $"Queues:Sources:{i}", settings.Queues.Sources[i]);

        var capture = settings.Capture;
        Range(errors, "Capture:CredLamportsPerCent", capture.CredLamportsPerCent, 1UL, ulong.MaxValue);
        Range(errors, "Capture:MaxPendingCaptures", capture.MaxPendingCaptures, 1, 100);
        Lifetime(errors, "Capture:PendingLifetime", capture.PendingLifetime);
        Lifetime(errors, "Capture:ParkedLifetime", capture.ParkedLifetime);

        var pipeline = settings.Pipeline;
        Range(errors, "Pipeline:MaxInFlight", pipeline.MaxInFlight, 1, QueueLimits.InFlight);
        Range(errors, "Pipeline:Receivers", pipeline.Receivers, 1, 100);
        // A receiver polls with a credit in hand; without one for each, an idle queue's poll would hold up the others.
        var receivers = pipeline.Receivers * Math.Max(1, settings.Queues.Sources.Count);
        if (pipeline.MaxInFlight >= 1 && pipeline.MaxInFlight < receivers)
            errors.Add(
                $"Pipeline:MaxInFlight is {pipeline.MaxInFlight}: it must be at least {receivers}, one for each receiver of each source."
            );
        Range(errors, "Pipeline:ReceiveWait", pipeline.ReceiveWait, TimeSpan.Zero, QueueLimits.MaximumWait);
        Range(errors, "Pipeline:Linger", pipeline.Linger, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Range(errors, "Pipeline:CommitConcurrency", pipeline.CommitConcurrency, 1, 256);
        Range(errors, "Pipeline:MaxHold", pipeline.MaxHold, TimeSpan.Zero, TimeSpan.FromHours(11));
        Range(errors, "Pipeline:CachedUsers", pipeline.CachedUsers, 0, 10_000_000);
        Range(errors, "Pipeline:MaxBodyBytes", pipeline.MaxBodyBytes, 1024, QueueLimits.MessageBytes);
        return errors;
    }

    private static void Source(List<string> errors, string path, SourceSettings source)
    {
        Name(errors, $"{path}:Queue", source.Queue, 1, 80);
        if (source.DeadLetterQueue is { } deadLetters)
        {
            Name(errors, $"{path}:DeadLetterQueue", deadLetters, 1, 80);
            if (deadLetters == source.Queue)
                errors.Add($"{path}:DeadLetterQueue is '{deadLetters}', the source itself: name another queue.");
            else if (QueueDefinition.IsFifoName(deadLetters) != QueueDefinition.IsFifoName(source.Queue))
                errors.Add(
                    $"{path}:DeadLetterQueue is '{deadLetters}': it must be of the same kind as '{source.Queue}'."
                );
        }
        Range(errors, $"{path}:MaxReceiveCount", source.MaxReceiveCount, 1, 1000);
        Range(
            errors,
            $"{path}:VisibilityTimeout",
            source.VisibilityTimeout,
            TimeSpan.FromSeconds(1),
            QueueLimits.MaximumVisibilityTimeout
        );
    }

    private static void Retention(List<string> errors, string path, TimeSpan value) =>
        Range(errors, path, value, QueueLimits.MinimumRetention, QueueLimits.MaximumRetention);

    private static void Lifetime(List<string> errors, string path, TimeSpan value) =>
        Range(errors, path, value, TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650));

    private static void Name(List<string> errors, string path, string value, int shortest, int longest)
    {
        if (value.Length < shortest || value.Length > longest || !value.All(IsNameCharacter))
            errors.Add($"{path} is '{value}': it must be {shortest} to {longest} of A-Z a-z 0-9 - _ and '.'.");
    }

    private static void Range<T>(List<string> errors, string path, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            errors.Add($"{path} is {value}: it must be from {least} to {most}.");
    }

    private static bool IsNameCharacter(char character) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.';
}
