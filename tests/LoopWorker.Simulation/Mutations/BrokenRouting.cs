using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>The messages of the sources are deleted before the routing queue has their copies.</summary>
internal sealed class DeletedBeforeRouted : Mutation
{
    public override IQueue Of(IQueue queue, World world) =>
        queue.On(
            async (QueueCall.Send call, IQueue next) =>
            {
                foreach (var route in call.Messages.Select(RouteOf).OfType<RouteNote>())
                foreach (var handle in world.Ledger.Deliveries.HandlesOf(route.SourceQueue, route.MessageId))
                {
                    var source = world.Sources.Single(source => source.Queue.Name == route.SourceQueue).Queue;
                    world.Ledger.OnDeleted(
                        source.Name,
                        [handle],
                        await source.DeleteAsync([handle], CancellationToken.None)
                    );
                }
                return await call.MakeAsync(next);
            }
        );

    private static RouteNote? RouteOf(OutgoingMessage message) =>
        message.Attributes.TryGetValue(RoutedMessage.NoteAttribute, out var note)
            ? RouteNote.FromJson(note.Text!)
            : null;
}

/// <summary>What goes to the routing queue is changed.</summary>
internal sealed class OtherRouting(Func<OutgoingMessage, World, OutgoingMessage> change) : Mutation
{
    /// <summary>Groups of something else than the user.</summary>
    public static OtherRouting ByMessage { get; } =
        new((message, _) => message with { GroupId = message.DeduplicationId });

    /// <summary>Deduplicated by the event: a replay, or other content under the same id, is dropped.</summary>
    public static OtherRouting OncePerEvent { get; } =
        new(
            (message, world) =>
                world.Ledger.Deliveries.FindByBody(message.Body)?.Event is { } loopEvent
                    ? message with
                    {
                        DeduplicationId = loopEvent.Id,
                    }
                    : message
        );

    public override IQueue Of(IQueue queue, World world) =>
        queue.Name == world.Routing.Queue.Name
            ? queue.On(
                (QueueCall.Send call, IQueue next) =>
                    (call with { Messages = [.. call.Messages.Select(message => change(message, world))] }).MakeAsync(
                        next
                    )
            )
            : queue;
}
