namespace LoopWorker.Commands.Arguments;

/// <summary>An argument that only the settings, or other arguments, show to be wrong. The message names it and what is allowed.</summary>
public sealed class UsageException(string message) : Exception(message);
