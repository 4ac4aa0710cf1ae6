using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>The worker does not see which messages belong together.</summary>
internal sealed class GroupsForgotten : Mutation
{
    public override IQueue Of(IQueue queue, World world) =>
        queue.On(
            async (QueueCall.Receive call, IQueue next) =>
                (IReadOnlyList<ReceivedMessage>)
                    [.. (await call.MakeAsync(next)).Select(message => message with { GroupId = null })]
        );
}

/// <summary>What the dead-letter queue has not accepted is taken for moved.</summary>
internal sealed class DeadLettersUnread : Mutation
{
    public override IQueue Of(IQueue queue, World world) =>
        queue.Name.Contains("-dlq", StringComparison.Ordinal)
            ? queue.On(
                async (QueueCall.Send call, IQueue next) =>
                    (IReadOnlyList<SendOutcome>)
                        [.. (await call.MakeAsync(next)).Select(outcome => outcome with { Error = null })]
            )
            : queue;
}

/// <summary>A purchase is parked whether or not its card is linked meanwhile.</summary>
internal sealed class LinkNotLookedAt : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            async (TableCall.Transact call, ITable next) =>
            {
                if (!call.Writes.Any(write => write is Check))
                    return await call.MakeAsync(next);
                var result = await (
                    call with
                    {
                        Writes = [.. call.Writes.Where(write => write is not Check)],
                    }
                ).MakeAsync(next);
                return result.Committed
                    ? result
                    : result with
                    {
                        Reasons = [.. result.Reasons, CancellationReason.None],
                    };
            }
        );
}

/// <summary>Markers seem to be old when they are found, so that nobody waits for whoever wrote them.</summary>
internal sealed class MarkersTakenForOld : Mutation
{
    private readonly Dictionary<ItemKey, AttributeValue> _writtenAt = [];

    public override ITable Of(ITable table, World world) =>
        table
            .On(
                async (TableCall.Transact call, ITable next) =>
                {
                    var result = await call.MakeAsync(next);
                    return new TransactionResult([.. result.Reasons.Select(Aged)], result.Capacity);
                }
            )
            .On(
                (TableCall.WriteMany call, ITable next) =>
                    (call with { Writes = [.. call.Writes.Select(AsFound)] }).MakeAsync(next)
            );

    private CancellationReason Aged(CancellationReason reason)
    {
        if (reason.Stored is not { Key.Sort: "PROCESSED" } marker || marker[Attributes.ProcessedAt] is not { } at)
            return reason;
        _writtenAt[marker.Key] = at;
        return reason with { Stored = marker.With(Attributes.ProcessedAt, 0L) };
    }

    private Write AsFound(Write write) =>
        write is Put put && put.Item[Attributes.ProcessedAt]?.AsInt64 == 0
            ? put with
            {
                Item = put.Item.With(Attributes.ProcessedAt, _writtenAt[put.Key]),
            }
            : write;
}

/// <summary>The worker does not know that a message is received for the last time.</summary>
internal sealed class ReceivesMiscounted : Mutation
{
    public override IQueue Of(IQueue queue, World world) =>
        queue.On(
            async (QueueCall.Receive call, IQueue next) =>
                (IReadOnlyList<ReceivedMessage>)
                    [
                        .. (await call.MakeAsync(next)).Select(message =>
                            message with
                            {
                                ReceiveCount = Math.Min(message.ReceiveCount, world.Scenario.MaxReceiveCount - 1),
                            }
                        ),
                    ]
        );
}

/// <summary>What is copied from a standard queue loses the group by which that is fair.</summary>
internal sealed class GroupsOfCopiesForgotten : Mutation
{
    public override IQueue Of(IQueue queue, World world) =>
        queue.On(
            (QueueCall.Send call, IQueue next) =>
                QueueDefinition.IsFifoName(queue.Name)
                    ? call.MakeAsync(next)
                    : (
                        call with
                        {
                            Messages = [.. call.Messages.Select(message => message with { GroupId = null })],
                        }
                    ).MakeAsync(next)
        );
}
