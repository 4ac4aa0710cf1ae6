namespace LoopWorker.Processing;

/// <summary>What came of the lines, in figures.</summary>
public sealed record ProcessTotals
{
    /// <summary>Lines that are not blank.</summary>
    public required int Lines { get; init; }

    /// <summary>Lines that were put on the queue: all but the two that prepare state.</summary>
    public required int Events { get; init; }

    public required int Captured { get; init; }

    /// <summary>Repeats that changed nothing.</summary>
    public required int Duplicates { get; init; }

    /// <summary>Events under an id that another event had taken; they are among the dead letters.</summary>
    public required int ConflictingDuplicates { get; init; }

    /// <summary>Purchases by an unlinked card.</summary>
    public required int Unmatched { get; init; }

    public required int DeadLetters { get; init; }

    public required int Notifications { get; init; }

    /// <summary>Contexts that the worker wrote.</summary>
    public required int ContextWrites { get; init; }

    /// <summary>Read units that the worker consumed.</summary>
    public required double ReadUnits { get; init; }

    /// <summary>Write units that the worker consumed.</summary>
    public required double WriteUnits { get; init; }

    /// <summary>Calls that the worker made to queues and table.</summary>
    public required long Calls { get; init; }
}
