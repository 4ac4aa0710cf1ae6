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
        new ChangedTransactions(
            table,
            (inner, writes, token) =>
                inner.TransactAsync(
                    [.. writes.Select(write => write is Put put && chosen(put) ? change(put) : write)],
                    token,
                    CancellationToken.None
                )
        );
}

/// <summary>Writes of a kind are made by themselves, after the transaction.</summary>
internal sealed class OutsideTheTransaction(Predicate<Write> chosen) : Mutation
{
    public override ITable Of(ITable table, World world) =>
        new ChangedTransactions(
            table,
            async (inner, writes, token) =>
            {
                List<Write> outside = [.. writes.Where(write => chosen(write))];
                List<Write> inside = [.. writes.Where(write => !chosen(write))];
                var result = await inner.TransactAsync(inside, token, CancellationToken.None);
                if (!result.Committed)
                    return new TransactionResult(Spread(writes, result.Reasons), result.Capacity);
                foreach (var put in outside.OfType<Put>())
                    await inner.PutAsync(put with { Condition = null }, CancellationToken.None);
                return result;
            }
        );

    private List<CancellationReason> Spread(IReadOnlyList<Write> writes, IReadOnlyList<CancellationReason> reasons)
    {
        var left = new Queue<CancellationReason>(reasons);
        return [.. writes.Select(write => chosen(write) ? CancellationReason.None : left.Dequeue())];
    }
}

/// <summary>When a transaction is cancelled, whom it did not concern is taken for done.</summary>
internal sealed class OthersForgotten : Mutation
{
    public override ITable Of(ITable table, World world) =>
        new ChangedTransactions(
            table,
            async (inner, writes, token) =>
            {
                var result = await inner.TransactAsync(writes, token, CancellationToken.None);
                var users = writes.Count(write => write.Key.Sort == "CONTEXT");
                return result.Committed || users < 2 ? result : new TransactionResult([], result.Capacity);
            }
        );
}

/// <summary>The source messages of a transaction are deleted as soon as it has committed.</summary>
internal sealed class SettledBeforeTold : Mutation
{
    public override ITable Of(ITable table, World world) =>
        new ChangedTransactions(
            table,
            async (inner, writes, token) =>
            {
                var result = await inner.TransactAsync(writes, token, CancellationToken.None);
                if (result.Committed)
                    foreach (var write in writes.Where(write => write.Key.Sort == "PROCESSED"))
                    foreach (var (name, handle) in world.Ledger.Deliveries.HandlesOf(write.Key))
                    {
                        var queue = world.Sources.Single(source => source.Queue.Name == name).Queue;
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
        new ChangedTransactions(
            table,
            (inner, writes, token) =>
                inner.TransactAsync(
                    [
                        .. writes.Select(write =>
                            write is Put put && put.Key.Sort == "PROCESSED"
                                ? put with
                                {
                                    Item = Markers.Notified(put.Item),
                                }
                                : write
                        ),
                    ],
                    token,
                    CancellationToken.None
                )
        );
}

/// <summary>The worker believes that it has messages for an hour, and asks for the usual time.</summary>
internal sealed class LostLeaseIgnored : Mutation
{
    public override TimeSpan VisibilityTimeout => TimeSpan.FromHours(1);

    public override IQueue Of(IQueue queue) => new Visibility(queue, change => change);

    private sealed class Visibility(IQueue queue, Func<VisibilityChange, VisibilityChange> change)
        : ChangedVisibility(queue, change)
    {
        public override Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
            ReceiveRequest request,
            CancellationToken cancellation
        ) => base.ReceiveAsync(request with { VisibilityTimeout = Timeouts.Visibility }, cancellation);
    }
}

/// <summary>What is to be visible at once stays hidden.</summary>
internal sealed class NothingGivenBack : Mutation
{
    public override IQueue Of(IQueue queue) => new Kept(queue);

    private sealed class Kept(IQueue queue) : PassingQueue(queue)
    {
        public override async Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
            IReadOnlyList<VisibilityChange> changes,
            CancellationToken cancellation
        )
        {
            var others = changes.Where(change => change.Timeout > TimeSpan.Zero).ToList();
            var outcomes = new Queue<EntryOutcome>(
                others.Count > 0 ? await base.ChangeVisibilityAsync(others, cancellation) : []
            );
            return
            [
                .. changes.Select(change => change.Timeout > TimeSpan.Zero ? outcomes.Dequeue() : EntryOutcome.Success),
            ];
        }
    }
}
