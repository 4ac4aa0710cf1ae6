namespace LoopWorker.Tables.Patterns.DurableState;

/// <summary>A stored state that cannot be read, however often one tries.</summary>
public sealed class DurableStateException(string message, Exception? cause = null) : Exception(message, cause);
