namespace LoopWorker.Queues.Sqs.Queues;

/// <summary>In what an existing queue is not the one that is wanted. Pure.</summary>
internal static class QueueDifferences
{
    /// <summary>Each difference for people, with both values.</summary>
    public static IReadOnlyList<string> Between(QueueDefinition existing, QueueDefinition wanted) =>
        [
            .. Of("VisibilityTimeout", existing.VisibilityTimeout, wanted.VisibilityTimeout),
            .. Of("MessageRetentionPeriod", existing.Retention, wanted.Retention),
            .. Of("DelaySeconds", existing.Delay, wanted.Delay),
            .. Of("MaximumMessageSize", existing.MaximumMessageBytes, wanted.MaximumMessageBytes),
            .. Of("RedrivePolicy", Text(existing.Redrive), Text(wanted.Redrive)),
            .. Of("ContentBasedDeduplication", existing.ContentBasedDeduplication, wanted.ContentBasedDeduplication),
            .. Of("HighThroughput", existing.HighThroughput, wanted.HighThroughput),
        ];

    private static IEnumerable<string> Of<T>(string name, T existing, T wanted)
    {
        if (!Equals(existing, wanted))
            yield return $"{name} is {existing} and would be {wanted}";
    }

    private static string Text(RedrivePolicy? redrive) =>
        redrive is null ? "none" : $"'{redrive.DeadLetterQueue}' after {redrive.MaxReceiveCount} receives";
}
