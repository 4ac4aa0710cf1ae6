namespace LoopWorker.Tables.Patterns.Checkpoints.States;

/// <summary>The parts that one save of a large state has written. Every save writes others, so those of two never mix.</summary>
/// <param name="Id">A fresh UUID.</param>
/// <param name="Parts">How many there are.</param>
internal sealed record Generation(string Id, int Parts);
