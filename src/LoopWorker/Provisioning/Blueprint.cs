using LoopWorker.Configuration;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Provisioning;

/// <summary>The queues and the table that the settings ask for.</summary>
/// <param name="Table">The table.</param>
/// <param name="PointInTimeRecovery">Whether it can be restored to any second of the last 35 days.</param>
/// <param name="Sources">Where events come from.</param>
/// <param name="Routing">The routing queue; null if events are not routed.</param>
/// <param name="Notifications">Where notifications go.</param>
public sealed record Blueprint(
    TableDefinition Table,
    bool PointInTimeRecovery,
    IReadOnlyList<SourceBlueprint> Sources,
    SourceBlueprint? Routing,
    QueueDefinition Notifications
)
{
    /// <summary>The queues that messages are received from: the sources and the routing queue.</summary>
    public IEnumerable<SourceBlueprint> Received => Routing is null ? Sources : Sources.Append(Routing);

    /// <summary>Every queue once, a dead-letter queue before those that name it.</summary>
    public IEnumerable<QueueDefinition> Queues =>
        Received
            .Select(received => received.DeadLetters)
            .Concat(Received.Select(received => received.Queue))
            .Append(Notifications)
            .DistinctBy(queue => queue.Name);

    /// <summary>Whether the rules for a queue and its dead letters concern this one: not if it is only sent to.</summary>
    public bool IsReceivedOrDeadLetters(string queue) =>
        Received.Any(received => received.Queue.Name == queue || received.DeadLetters.Name == queue);

    public static Blueprint Of(LoopWorkerSettings settings) =>
        new(
            new TableDefinition(
                settings.Table.Name,
                Attributes.TimeToLive,
                new IndexDefinition(
                    settings.Table.FingerprintIndex,
                    Attributes.Fingerprint,
                    Attributes.UserPubkey,
                    Attributes.CardLast4,
                    Attributes.LinkedAt
                )
            ),
            settings.Table.PointInTimeRecovery,
            [.. settings.Queues.Sources.Select(source => Of(source, settings.Queues))],
            settings.Routing.AsSource() is { } routing ? WithHighThroughput(Of(routing, settings.Queues)) : null,
            new QueueDefinition(settings.Queues.Notifications) { Retention = settings.Queues.Retention }
        );

    // Its groups are users: many, and independent of each other. Its dead-letter queue does without: SQS itself moves messages
    // there, and the worker sends it only what it cannot return to a source.
    private static SourceBlueprint WithHighThroughput(SourceBlueprint routing) =>
        routing with
        {
            Queue = routing.Queue with { HighThroughput = true },
        };

    private static SourceBlueprint Of(SourceSettings source, QueueSettings queues)
    {
        var deadLetters = new QueueDefinition(source.DeadLetterQueueName()) { Retention = queues.DeadLetterRetention };
        return new SourceBlueprint(
            new QueueDefinition(source.Queue)
            {
                VisibilityTimeout = source.VisibilityTimeout,
                Retention = queues.Retention,
                Redrive = new RedrivePolicy(deadLetters.Name, source.MaxReceiveCount),
            },
            deadLetters,
            source
        );
    }
}

/// <summary>A queue that messages are received from, and its dead-letter queue.</summary>
public sealed record SourceBlueprint(QueueDefinition Queue, QueueDefinition DeadLetters, SourceSettings Settings);
