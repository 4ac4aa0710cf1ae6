namespace LoopWorker.Sending;

/// <summary>How lines are sent.</summary>
/// <param name="InOrder">
/// Before a line that sets up state, wait until the queues are empty: everything sent so far has then taken effect.
/// </param>
/// <param name="AsIs">Also send lines that will become dead letters.</param>
public sealed record SendOptions(bool InOrder, bool AsIs);
