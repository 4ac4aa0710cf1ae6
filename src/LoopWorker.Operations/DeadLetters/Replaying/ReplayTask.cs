using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Tables.Patterns.Locking;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>A replay that is about to run.</summary>
/// <param name="Letters">The dead-letter queue.</param>
/// <param name="Record">Its audit record.</param>
/// <param name="State">What is asked for, and how far an earlier process has got.</param>
/// <param name="Held">The queue's lock.</param>
/// <param name="Log">Where the record is written.</param>
/// <param name="File">Letters that take the place of those in the queue; null for the queue's own.</param>
/// <param name="Progress">Told of the counts now and then.</param>
internal sealed record ReplayTask(
    DeadLetterQueue Letters,
    AuditRecord Record,
    ReplayState State,
    HeldLock Held,
    AuditLog Log,
    LetterFile? File,
    Action<ReplayCounts>? Progress
);
