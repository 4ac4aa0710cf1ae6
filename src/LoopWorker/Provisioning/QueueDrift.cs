using LoopWorker.Queues;

namespace LoopWorker.Provisioning;

/// <summary>
/// In what an existing queue is not what the settings ask for: a change for each of its settings. Pure. What the settings do not name (a
/// delay, a maximum message size) is whoever made the queue's affair.
/// </summary>
public static class QueueDrift
{
    public static IEnumerable<ProvisionStep.ChangeQueue> Between(QueueDefinition wanted, QueueDefinition found)
    {
        var change = new QueueChange(wanted.Name);
        if (wanted.Retention != found.Retention)
            yield return new(
                change with
                {
                    Retention = wanted.Retention,
                },
                "retention",
                $"{found.Retention}",
                $"{wanted.Retention}"
            )
            {
                Consequence = wanted.Retention < found.Retention ? ", which deletes what is older" : "",
            };
        if (wanted.HighThroughput && !found.HighThroughput)
            yield return new(change with { HighThroughput = true }, "throughput mode", "standard", "high throughput");
        // Only those that messages are received from have a policy, and a timeout in the settings.
        if (wanted.Redrive is not { } redrive)
            yield break;
        if (wanted.VisibilityTimeout != found.VisibilityTimeout)
            yield return new(
                change with
                {
                    VisibilityTimeout = wanted.VisibilityTimeout,
                },
                "visibility timeout",
                $"{found.VisibilityTimeout}",
                $"{wanted.VisibilityTimeout}"
            );
        if (redrive != found.Redrive)
            yield return new(change with { Redrive = redrive }, "redrive policy", Text(found.Redrive), Text(redrive));
    }

    private static string Text(RedrivePolicy? redrive) =>
        redrive is null ? "none" : $"{redrive.DeadLetterQueue} after {redrive.MaxReceiveCount} receives";
}
