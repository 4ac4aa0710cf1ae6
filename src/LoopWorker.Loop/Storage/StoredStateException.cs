namespace LoopWorker.Loop.Storage;

/// <summary>An item that cannot be read as what its key says it is. Someone has to mend it; nothing is skipped in silence.</summary>
public sealed class StoredStateException(string message, Exception? cause = null) : Exception(message, cause);
