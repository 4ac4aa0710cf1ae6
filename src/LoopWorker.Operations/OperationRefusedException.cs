namespace LoopWorker.Operations;

/// <summary>An operation that cannot begin as things are. The message says what stands in the way and what to do.</summary>
public sealed class OperationRefusedException(string message) : Exception(message);
