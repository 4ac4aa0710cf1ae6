namespace LoopWorker.Operations.Scanning;

/// <summary>How far a scan of the table is.</summary>
/// <param name="Read">Items read so far.</param>
/// <param name="Found">How many of them the operation is about.</param>
public readonly record struct ScanProgress(long Read, long Found);
