using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Mutations;

/// <summary>The worker does not see which messages belong together.</summary>
internal sealed class GroupsForgotten : Mutation
{
    public override IQueue Of(IQueue queue) => new Groupless(queue);

    private sealed class Groupless(IQueue queue) : PassingQueue(queue)
    {
        public override async Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(
            ReceiveRequest request,
            CancellationToken cancellation
        ) => [.. (await base.ReceiveAsync(request, cancellation)).Select(message => message with { GroupId = null })];
    }
}

/// <summary>What the dead-letter queue has not accepted is taken for moved.</summary>
internal sealed class DeadLettersUnread : Mutation
{
    public override IQueue Of(IQueue queue) =>
        queue.Name.Contains("-dlq", StringComparison.Ordinal) ? new Unread(queue) : queue;

    private sealed class Unread(IQueue queue) : PassingQueue(queue)
    {
        public override async Task<IReadOnlyList<SendOutcome>> SendAsync(
            IReadOnlyList<OutgoingMessage> messages,
            CancellationToken cancellation
        ) => [.. (await base.SendAsync(messages, cancellation)).Select(outcome => outcome with { Error = null })];
    }
}

/// <summary>A purchase is parked whether or not its card is linked meanwhile.</summary>
internal sealed class LinkNotLookedAt : Mutation
{
    public override ITable Of(ITable table, World world) =>
        new ChangedTransactions(
            table,
            async (inner, writes, token) =>
            {
                if (!writes.Any(write => write is Check))
                    return await inner.TransactAsync(writes, token, CancellationToken.None);
                List<Write> puts = [.. writes.Where(write => write is not Check)];
                var result = await inner.TransactAsync(puts, token, CancellationToken.None);
                return result.Committed
                    ? result
                    : result with
                    {
                        Reasons = [.. result.Reasons, CancellationReason.None],
                    };
            }
        );
}
