using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>
/// Sends letters of a dead-letter queue back to where they came from: first sent, then deleted. One replay of a queue runs at a time, each leaves an
/// audit record, and one that was killed or stopped can go on.
/// </summary>
/// <param name="queue">The dead-letter queue.</param>
/// <param name="ports">What it works on.</param>
/// <param name="options">How the queue is gone through.</param>
public sealed class Replay(DeadLetterQueue queue, OperationPorts ports, SweepOptions options)
{
    /// <summary>What audit records call it.</summary>
    public const string Operation = "dlq replay";

    private readonly AuditLog _log = new(ports.Table, ports.Randomness, ports.Time);

    /// <summary>The run that can be gone on with, if it is interrupted; null as long as nothing of it is recorded.</summary>
    public string? RecordedRun => _log.LatestUnderLock;

    /// <summary>Replays letters.</summary>
    /// <param name="request">Which, and how.</param>
    /// <param name="by">Who asks for it.</param>
    /// <param name="progress">Told of the counts now and then; null for nobody.</param>
    /// <param name="cancellation">Stops it: what is sent is deleted, what is in hand is given back.</param>
    /// <returns>The record, ended.</returns>
    /// <exception cref="OperationRefusedException">If another operation is at work on the queue, or it cannot be gone through.</exception>
    /// <exception cref="QueueException">If a queue fails for good. The record says how far it got.</exception>
    /// <exception cref="TableException">If the table fails.</exception>
    /// <exception cref="FormatException">If an expression or a file is none.</exception>
    public async Task<ReplayReport> RunAsync(
        ReplayRequest request,
        Operator by,
        Action<ReplayCounts>? progress,
        CancellationToken cancellation
    )
    {
        _ = request.Select.ToFilter();
        var file = FileOf(request);
        await request.CheckDestinationAsync(queue, ports.Queues, cancellation);
        var held = await new QueueLocks(ports, _log).AcquireAsync(queue, cancellation);
        return await RunAsync(
            held,
            _log.Begin(Operation, queue.Name, by),
            new ReplayState { Request = request },
            file,
            progress,
            cancellation
        );
    }

    /// <summary>Goes on with a replay of the queue that was killed or stopped.</summary>
    /// <param name="id">Which one, as its record names it; null for the queue's latest replay.</param>
    /// <param name="progress">Told of the counts now and then; null for nobody.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The record, ended.</returns>
    /// <exception cref="OperationRefusedException">If it has ended or is not known, or another operation is at work on the queue.</exception>
    public async Task<ReplayReport> ResumeAsync(
        string? id,
        Action<ReplayCounts>? progress,
        CancellationToken cancellation
    )
    {
        var held = await new QueueLocks(ports, _log).AcquireAsync(queue, cancellation);
        try
        {
            var (record, state) = await FindAsync(id, cancellation);
            state = state with { Counts = state.Counts with { Resumed = state.Counts.Resumed + 1 } };
            var file = FileOf(state.Request);
            return await RunAsync(held, record, state, file, progress, cancellation);
        }
        finally
        {
            await held.DisposeAsync();
        }
    }

    private async Task<ReplayReport> RunAsync(
        HeldLock held,
        AuditRecord record,
        ReplayState state,
        LetterFile? file,
        Action<ReplayCounts>? progress,
        CancellationToken cancellation
    )
    {
        ReplayRun? run = null;
        var ended = await _log.RunAsync(
            record,
            held,
            async token =>
            {
                var source = await ports.Queues.OpenAsync(queue.Name, token);
                await LetterSearch.CheckAsync(source, token);
                // Somebody may hold letters that are chosen: an earlier process of this replay, or one who looks at them.
                var others = state.Counts.Resumed > 0 || (await source.GetDepthAsync(token)).InFlight > 0;
                var task = new ReplayTask(queue, record, state, held, _log, file, progress);
                run = new ReplayRun(task, source, options with { WaitsForOthers = others }, ports);
                await using (run)
                    await run.RunAsync(token);
                return OutcomeOf(run.Counts);
            },
            () => (run?.State ?? state).ToDetails(),
            ports.Time,
            cancellation
        );
        return new ReplayReport(ended, run!.Counts);
    }

    private static LetterFile? FileOf(ReplayRequest request) => request.File is { } path ? LetterFile.Read(path) : null;

    private static string OutcomeOf(ReplayCounts counts) =>
        counts is { StayedInAll: 0, Undeleted: 0, Missing: 0 } ? Outcomes.Done
        : counts.Replayed > 0 ? Outcomes.PartlyDone
        : Outcomes.Failed;

    private async Task<(AuditRecord Record, ReplayState State)> FindAsync(string? id, CancellationToken cancellation)
    {
        var record = await _log.ListAsync(cancellation)
            .FirstOrDefaultAsync(
                record =>
                    record.Operation == Operation && record.Subject == queue.Name && (id is null || record.Id == id),
                cancellation
            );
        if (record is null)
            throw new OperationRefusedException(
                id is null
                    ? $"No replay of {queue.Name} is on record: there is nothing to go on with."
                    : $"No replay {id} of {queue.Name} is on record: 'dlq history' lists them."
            );
        // No other has the lock: what is said to run was killed.
        if (record.Outcome is not (Outcomes.Running or Outcomes.Interrupted))
            throw new OperationRefusedException(
                $"The replay {record.Id} of {queue.Name} has ended ({record.Outcome}): there is nothing to go on with. 'dlq history' lists those before it, and --run names one."
            );
        return ReplayState.FromDetails(record.Details) is { } state
            ? (record with { Outcome = Outcomes.Running, EndedAt = null, Error = null }, state)
            : throw new OperationRefusedException(
                $"The record of the replay {record.Id} of {queue.Name} cannot be read: another version may have written it."
            );
    }
}

/// <summary>What a replay has done.</summary>
/// <param name="Record">Its audit record.</param>
/// <param name="Counts">What has become of the letters.</param>
public sealed record ReplayReport(AuditRecord Record, ReplayCounts Counts);
