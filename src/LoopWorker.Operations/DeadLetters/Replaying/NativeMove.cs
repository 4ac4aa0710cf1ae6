using System.Text.Json.Nodes;
using LoopWorker.Operations.Auditing;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>
/// Lets SQS move all letters of a queue by itself. It takes them as they are, notes and all: it chooses none, edits none, counts no replays and asks no
/// letter for its age.
/// </summary>
/// <param name="queue">The dead-letter queue.</param>
/// <param name="ports">What it works on.</param>
public sealed class NativeMove(DeadLetterQueue queue, OperationPorts ports)
{
    /// <summary>What audit records call it.</summary>
    public const string Operation = "dlq move";

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly AuditLog _log = new(ports.Table, ports.Randomness, ports.Time);

    /// <summary>Moves all letters, and waits until they have moved.</summary>
    /// <param name="to">The queue they go to; null for their source.</param>
    /// <param name="perSecond">How many a second at most, 1 to 500; null for as SQS sees fit.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="progress">Told now and then how many have moved.</param>
    /// <param name="cancellation">Stops the move.</param>
    /// <exception cref="OperationRefusedException">If another operation is at work on the queue, or the letters have several sources.</exception>
    /// <exception cref="QueueException">If SQS refuses, or gives up.</exception>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<MoveTask> RunAsync(
        string? to,
        int? perSecond,
        Operator by,
        Action<long>? progress,
        CancellationToken cancellation
    )
    {
        // SQS itself knows the source only of what its own redrive moved.
        var destination =
            to
            ?? queue.SourceOf(named: null)?.Queue
            ?? throw new OperationRefusedException(
                $"{queue.Name} has several sources, and SQS does not know which letter came from which: name one with --to, or replay without --native."
            );
        var held = await new QueueLocks(ports, _log).AcquireAsync(queue, cancellation);
        MoveTask? task = null;
        await _log.RunAsync(
            _log.Begin(Operation, queue.Name, by),
            held,
            async token =>
            {
                task = await ports.Queues.StartMoveAsync(queue.Name, destination, perSecond, token);
                try
                {
                    while (!task.Finished)
                    {
                        progress?.Invoke(task.Moved);
                        await Task.Delay(BetweenLooks, ports.Time, token);
                        task = await ports.Queues.GetMoveAsync(queue.Name, token);
                    }
                }
                catch (OperationCanceledException)
                {
                    await ports.Queues.CancelMoveAsync(queue.Name, CancellationToken.None);
                    throw;
                }
                return Outcomes.Done;
            },
            () =>
                new JsonObject
                {
                    ["request"] = new JsonObject { ["to"] = destination, ["rate"] = perSecond },
                    ["counts"] = new JsonObject { ["moved"] = task?.Moved ?? 0 },
                },
            ports.Time,
            cancellation
        );
        return task!;
    }
}
