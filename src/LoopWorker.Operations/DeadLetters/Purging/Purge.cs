using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;

namespace LoopWorker.Operations.DeadLetters.Purging;

/// <summary>
/// Deletes letters for good, each after it has been written to the export, if there is one. One operation of a queue runs at a time, and each leaves
/// an audit record.
/// </summary>
/// <param name="queue">The dead-letter queue.</param>
/// <param name="ports">What it works on.</param>
/// <param name="options">How the queue is gone through.</param>
public sealed class Purge(DeadLetterQueue queue, OperationPorts ports, SweepOptions options)
{
    /// <summary>What audit records call it.</summary>
    public const string Operation = "dlq purge";

    private readonly AuditLog _log = new(ports.Table, ports.Randomness, ports.Time);
    private readonly LetterReader _reader = new(queue, ports.Events, ports.Time);
    private const int BetweenRecords = 500;

    /// <summary>Deletes letters.</summary>
    /// <param name="selection">Which.</param>
    /// <param name="among">The ids of letters to which it keeps, because they were looked at and confirmed; null for all.</param>
    /// <param name="export">Takes each letter before it is deleted, and returns when it is safe; null for none.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="progress">Told now and then what is done; null for nobody.</param>
    /// <param name="cancellation">Stops it; what is in hand is given back.</param>
    /// <returns>How many were deleted, and how many were to be and are not.</returns>
    /// <exception cref="OperationRefusedException">If another operation is at work on the queue, or it cannot be gone through.</exception>
    /// <exception cref="QueueException">If the queue fails.</exception>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<PurgeReport> RunAsync(
        LetterSelection selection,
        IReadOnlySet<string>? among,
        Func<IReadOnlyList<Letter>, Task>? export,
        Operator by,
        Action<PurgeReport>? progress,
        CancellationToken cancellation
    )
    {
        var filter = selection.ToFilter();
        Func<Letter, bool> isMeant = letter =>
            among?.Contains(letter.Message.MessageId) != false && filter.Chooses(letter);
        var held = await new QueueLocks(ports, _log).AcquireAsync(queue, cancellation);
        var record = _log.Begin(Operation, queue.Name, by);
        var (deleted, undeleted, recorded) = (0, 0, 0);
        await _log.RunAsync(
            record,
            held,
            async token =>
            {
                var source = await ports.Queues.OpenAsync(queue.Name, token);
                await LetterSearch.CheckAsync(source, token);
                await _log.WriteAsync(record with { Details = Details() }, held, token);
                await using var sweep = new QueueSweep(source, options, ports.Randomness, ports.Time);
                while (await sweep.NextAsync(token) is { Count: > 0 } messages)
                {
                    deleted += await DeleteAsync(sweep, messages, isMeant, export, token);
                    undeleted = sweep.Undeleted;
                    progress?.Invoke(new PurgeReport(record.Id, deleted, undeleted));
                    if (deleted - recorded < BetweenRecords)
                        continue;
                    // If the process is killed, it says so much.
                    await _log.WriteAsync(record with { Details = Details() }, held, token);
                    recorded = deleted;
                }
                sweep.CheckWhole();
                return undeleted == 0 ? Outcomes.Done : Outcomes.PartlyDone;
            },
            Details,
            ports.Time,
            cancellation
        );
        return new PurgeReport(record.Id, deleted, undeleted);

        JsonObject Details() =>
            new()
            {
                ["select"] = JsonSerializer.SerializeToNode(selection, DeadLetterJson.Default.LetterSelection),
                ["counts"] = new JsonObject { ["deleted"] = deleted, ["undeleted"] = undeleted },
            };
    }

    private async Task<int> DeleteAsync(
        QueueSweep sweep,
        IReadOnlyList<ReceivedMessage> messages,
        Func<Letter, bool> isMeant,
        Func<IReadOnlyList<Letter>, Task>? export,
        CancellationToken cancellation
    )
    {
        var letters = messages.Select(_reader.Read).ToLookup(isMeant);
        List<Letter> chosen = [.. letters[true]];
        if (export is not null && chosen.Count > 0)
            await export(chosen);
        var deleted = await sweep.DeleteAsync(
            chosen.Select(letter => letter.Message.MessageId),
            CancellationToken.None
        );
        if (QueueDefinition.IsFifoName(queue.Name))
            await sweep.MoveToEndAsync([.. letters[false].Select(letter => letter.Message)], Operation, cancellation);
        return deleted.Count;
    }
}

/// <summary>What a purge has done.</summary>
/// <param name="Run">Its id in the audit log.</param>
/// <param name="Deleted">How many letters are gone.</param>
/// <param name="Undeleted">How many were to be deleted and are not.</param>
public readonly record struct PurgeReport(string Run, int Deleted, int Undeleted);
