namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>What is compared.</summary>
internal enum ToolkitSection
{
    /// <summary>Locks, where no clock is trusted.</summary>
    Locks,

    /// <summary>Locks, where clocks are trusted.</summary>
    Clocks,

    /// <summary>Actions that are done once.</summary>
    Actions,
}
