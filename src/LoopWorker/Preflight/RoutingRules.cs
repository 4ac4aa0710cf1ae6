using LoopWorker.Queues;

namespace LoopWorker.Preflight;

/// <summary>What must hold of the routing queue, besides what holds of every queue that is received from. Pure.</summary>
public static class RoutingRules
{
    /// <param name="routing">The routing queue as it is.</param>
    /// <param name="sources">The sources as they are.</param>
    public static IEnumerable<Finding> Of(QueueDefinition routing, IEnumerable<QueueDefinition> sources)
    {
        // Source: Amazon SQS Developer Guide, "Amazon SQS FIFO queue quotas".
        yield return routing.HighThroughput
            ? new Finding(Severity.Ok, routing.Name, "it has high throughput")
            : new Finding(
                Severity.Warning,
                routing.Name,
                "high throughput is off: SQS takes 300 calls of each kind a second, for all replicas together. Turn it on by 'loopworker provision --apply', or set the queue's attributes DeduplicationScope to messageGroup and FifoThroughputLimit to perMessageGroupId."
            );
        foreach (var source in sources.Where(source => source.MaximumMessageBytes > routing.MaximumMessageBytes))
            yield return new Finding(
                Severity.Warning,
                routing.Name,
                $"it accepts messages of up to {routing.MaximumMessageBytes} bytes, the source '{source.Name}' up to {source.MaximumMessageBytes}: a larger event cannot be routed and becomes a dead letter. Raise its maximum message size."
            );
    }
}
