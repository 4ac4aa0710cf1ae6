using System.Text.Json.Nodes;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>Writes of a kind lose their condition, or get another.</summary>
internal sealed class OtherCondition(Predicate<Write> chosen, Func<Put, Put> change) : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            (TableCall.Transact call, ITable next) =>
                (
                    call with
                    {
                        Writes =
                        [
                            .. call.Writes.Select(write => write is Put put && chosen(put) ? change(put) : write),
                        ],
                    }
                ).MakeAsync(next)
        );
}

/// <summary>Writes of a kind are made by themselves, after the transaction.</summary>
internal sealed class OutsideTheTransaction(Predicate<Write> chosen) : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            async (TableCall.Transact call, ITable next) =>
            {
                List<Write> outside = [.. call.Writes.Where(write => chosen(write))];
                List<Write> inside = [.. call.Writes.Where(write => !chosen(write))];
                var result = await (call with { Writes = inside }).MakeAsync(next);
                if (!result.Committed)
                    return new TransactionResult(Spread(call.Writes, result.Reasons), result.Capacity);
                foreach (var put in outside.OfType<Put>())
                    await next.PutAsync(put with { Condition = null }, CancellationToken.None);
                return result;
            }
        );

    private List<CancellationReason> Spread(IReadOnlyList<Write> writes, IReadOnlyList<CancellationReason> reasons)
    {
        var left = new Queue<CancellationReason>(reasons);
        return [.. writes.Select(write => chosen(write) ? CancellationReason.None : left.Dequeue())];
    }
}

/// <summary>Contexts are stored without the crossings that led to where their users are.</summary>
internal sealed class CrossingsForgotten : Mutation
{
    public override ITable Of(ITable table, World world) =>
        new OtherCondition(write => write.Key.Sort == "CONTEXT", Forget).Of(table, world);

    private static Put Forget(Put put)
    {
        var context = JsonNode.Parse(put.Item[Attributes.ContextData]!.AsString!)!;
        context["agent_memory"]!["loop_worker"]!.AsObject()["crossings"] = new JsonArray();
        return put with { Item = put.Item.With(Attributes.ContextData, context.ToJsonString()) };
    }
}

/// <summary>When a transaction is cancelled, whom it did not concern is taken for done.</summary>
internal sealed class OthersForgotten : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            async (TableCall.Transact call, ITable next) =>
            {
                var result = await call.MakeAsync(next);
                var users = call.Writes.Count(write => write.Key.Sort == "CONTEXT");
                return result.Committed || users < 2 ? result : new TransactionResult([], result.Capacity);
            }
        );
}

/// <summary>The source messages of a transaction are deleted as soon as it has committed.</summary>
internal sealed class SettledBeforeTold : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            async (TableCall.Transact call, ITable next) =>
            {
                var result = await call.MakeAsync(next);
                if (result.Committed)
                    foreach (var write in call.Writes.Where(write => write.Key.Sort == "PROCESSED"))
                    foreach (var (name, handle) in world.Ledger.Deliveries.HandlesOf(write.Key))
                    {
                        var queue = world.Received.Single(source => source.Queue.Name == name).Queue;
                        world.Ledger.OnDeleted(
                            name,
                            [handle],
                            await queue.DeleteAsync([handle], CancellationToken.None)
                        );
                    }
                return result;
            }
        );
}

/// <summary>Markers say from the first that all are told.</summary>
internal sealed class NotifiedBeforeTheSend : Mutation
{
    public override ITable Of(ITable table, World world) =>
        table.On(
            (TableCall.Transact call, ITable next) =>
                (
                    call with
                    {
                        Writes =
                        [
                            .. call.Writes.Select(write =>
                                write is Put put && put.Key.Sort == "PROCESSED"
                                    ? put with
                                    {
                                        Item = Markers.Notified(put.Item),
                                    }
                                    : write
                            ),
                        ],
                    }
                ).MakeAsync(next)
        );
}

/// <summary>The worker believes that it has messages for an hour, and asks for the usual time.</summary>
internal sealed class LostLeaseIgnored : Mutation
{
    public override TimeSpan VisibilityTimeout => TimeSpan.FromHours(1);

    public override IQueue Of(IQueue queue, World world) =>
        queue.On(
            (QueueCall.Receive call, IQueue next) =>
                next.ReceiveAsync(call.Request with { VisibilityTimeout = Timeouts.Visibility }, call.Cancellation)
        );
}

/// <summary>What is to be visible at once stays hidden.</summary>
internal sealed class NothingGivenBack : Mutation
{
    public override IQueue Of(IQueue queue, World world) =>
        queue.On(
            async (QueueCall.ChangeVisibility call, IQueue next) =>
            {
                var others = call.Changes.Where(IsLater).ToList();
                var outcomes = new Queue<EntryOutcome>(
                    others.Count > 0 ? await (call with { Changes = others }).MakeAsync(next) : []
                );
                return (IReadOnlyList<EntryOutcome>)
                    [.. call.Changes.Select(change => IsLater(change) ? outcomes.Dequeue() : EntryOutcome.Success)];
            }
        );

    private static bool IsLater(VisibilityChange change) => change.Timeout > TimeSpan.Zero;
}

/// <summary>What the worker is denied is an end to it, or to the message.</summary>
internal sealed class DenialsNotWaitedFor : Mutation
{
    public override bool WaitsForPermissions => false;
}
