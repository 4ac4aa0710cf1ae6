using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Routing;

/// <summary>
/// Routing by user: every event goes once more through a FIFO queue whose message group is its user, so that a user is with
/// one replica at a time.
/// </summary>
/// <param name="Queue">The routing queue, as messages are taken from it; its dead letters are those that no source claims.</param>
/// <param name="Sources">The sources that messages may have come in by, wherever they are received.</param>
public sealed record UserRouting(Source Queue, IReadOnlyList<EventSource> Sources)
{
    /// <summary>
    /// A delivery of the routing queue as one of the source that its message came in by. One whose source is not known any
    /// more stays as it is, so that its dead letter can be put back on the routing queue.
    /// </summary>
    public Delivery Restore(Delivery delivery, RouteNote note) =>
        Find(note.SourceQueue) is { } source
            ? new Delivery(
                delivery.Message,
                delivery.Source,
                delivery.Lease,
                new Origin(source.Source, RoutedMessage.Restore(delivery.Message, note))
            )
            : delivery;

    /// <summary>The source of a name; null if the settings do not know it any more.</summary>
    public EventSource? Find(string name) => Sources.FirstOrDefault(source => source.Source.Queue.Name == name);
}
