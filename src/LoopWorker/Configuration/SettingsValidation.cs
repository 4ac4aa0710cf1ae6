using LoopWorker.Queues;

namespace LoopWorker.Configuration;

/// <summary>Checks settings, each by itself and against the others. All errors are reported together.</summary>
public static class SettingsValidation
{
    /// <summary>The errors, each a line with the value that was found and what to set instead; none if all is well.</summary>
    public static IEnumerable<string> Validate(LoopWorkerSettings settings) =>
        [
            .. SettingLimits.Of(settings).Select(limit => limit.Error).OfType<string>(),
            .. settings.Queues.Sources.Select(DeadLetterQueueError).OfType<string>(),
            .. ReceiverErrors(settings),
        ];

    private static string? DeadLetterQueueError(SourceSettings source, int index)
    {
        if (source.DeadLetterQueue is not { } deadLetters)
            return null;
        var found = $"Queues:Sources:{index}:DeadLetterQueue is '{deadLetters}'";
        if (deadLetters == source.Queue)
            return $"{found}, the source itself: name another queue.";
        var isFifo = QueueDefinition.IsFifoName(source.Queue);
        return isFifo == QueueDefinition.IsFifoName(deadLetters)
            ? null
            : $"{found}: it must be of the same kind as '{source.Queue}', {(isFifo ? "with" : "without")} '.fifo' at the end.";
    }

    // A receiver polls with a credit in hand; without one for each, an idle queue's poll would hold up the others.
    private static IEnumerable<string> ReceiverErrors(LoopWorkerSettings settings)
    {
        var pipeline = settings.Pipeline;
        var receivers = pipeline.Receivers * Math.Max(1, settings.Queues.Sources.Count);
        if (pipeline.MaxInFlight >= 1 && pipeline.MaxInFlight < receivers)
            yield return $"Pipeline:MaxInFlight is {pipeline.MaxInFlight}: it must be at least {receivers}, one for each receiver of each source.";
    }
}
