using LoopWorker.Core;
using LoopWorker.Operations.Auditing;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.DeadLetters;

/// <summary>
/// Sees to it that one operation at a time takes letters out of a dead-letter queue: items <c>LOCK#dlq:{queue}</c>, <c>LOCK</c> in the worker's
/// table. If its process dies, the lock is free some 35 seconds later.
/// </summary>
/// <param name="table">The worker's table.</param>
/// <param name="log">Tells who holds a lock.</param>
/// <param name="randomness">Makes the names of holders.</param>
/// <param name="time">The clock.</param>
public sealed class QueueLocks(ITable table, AuditLog log, Randomness randomness, TimeProvider time)
{
    /// <summary>How long a lock is held after its holder was last heard of.</summary>
    public static TimeSpan Lease { get; } = TimeSpan.FromSeconds(30);

    // How far operators' clocks may be apart. Were they further, two might hold the lock; whoever lost it notices before it sends more.
    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(5);

    private readonly DistributedLock _locks = new(
        table,
        randomness,
        time,
        new LockOptions { KeyOf = key => new ItemKey($"LOCK#{key}", "LOCK"), TrustedClockSkew = ClockSkew }
    );

    /// <param name="ports">What operations work on.</param>
    /// <param name="log">Tells who holds a lock.</param>
    public QueueLocks(OperationPorts ports, AuditLog log)
        : this(ports.Table, log, ports.Randomness, ports.Time) { }

    /// <summary>Takes the lock of a queue.</summary>
    /// <exception cref="OperationRefusedException">If another holds it; it says who, and until when.</exception>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<HeldLock> AcquireAsync(DeadLetterQueue queue, CancellationToken cancellation)
    {
        var key = KeyOf(queue.Name);
        if (await _locks.TryAcquireAsync(key, Lease, cancellation: cancellation) is { } held)
            return held;
        var until = await _locks.HeldUntilAsync(key, cancellation);
        var free = until is null
            ? "It has just become free: try again."
            : $"Its lock is free at {UtcTimeConverter.Format(until.Value + ClockSkew)}, or later if it is at work still.";
        throw new OperationRefusedException(
            $"{await HolderAsync(queue, cancellation)} is at work on {queue.Name}. {free}"
        );
    }

    /// <summary>Whether an operation is at work on a queue.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<bool> IsHeldAsync(string queue, CancellationToken cancellation) =>
        await _locks.HeldUntilAsync(KeyOf(queue), cancellation) + ClockSkew > time.GetUtcNow();

    /// <summary>
    /// A record as it stands: one that says that it is under way is interrupted, if nobody is at work on its queue. Whoever was has been killed.
    /// </summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<AuditRecord> AsItStandsAsync(AuditRecord record, CancellationToken cancellation) =>
        record.Outcome == Outcomes.Running && record.IsOfDeadLetters && !await IsHeldAsync(record.Subject, cancellation)
            ? record with
            {
                Outcome = Outcomes.Interrupted,
                Error = "Nothing is heard of its process: it was killed.",
            }
            : record;

    private static string KeyOf(string queue) => $"dlq:{queue}";

    private async Task<string> HolderAsync(DeadLetterQueue queue, CancellationToken cancellation)
    {
        await foreach (var record in log.ListAsync(cancellation))
            if (record.Subject == queue.Name && record.Outcome == Outcomes.Running)
                return $"{record.By.Name} on {record.By.Host} (run {record.Id}, {record.Operation}, since {UtcTimeConverter.Format(record.StartedAt)})";
        return "Another operator";
    }
}
