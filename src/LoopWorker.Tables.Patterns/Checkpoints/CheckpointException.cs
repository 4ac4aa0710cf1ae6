namespace LoopWorker.Tables.Patterns.Checkpoints;

/// <summary>A stored checkpoint that cannot be read, however often one tries.</summary>
public sealed class CheckpointException(string message, Exception? cause = null) : Exception(message, cause);
