namespace LoopWorker.Sending;

/// <summary>How lines are sent.</summary>
/// <param name="InOrder">
/// Before a line that prepares state, wait until the queue is empty: until all that was sent before has taken effect.
/// </param>
/// <param name="AsIs">Send lines too that will become dead letters.</param>
public sealed record SendOptions(bool InOrder, bool AsIs);
