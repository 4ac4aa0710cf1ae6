using LoopWorker.Queues.Metering;
using LoopWorker.Tables.Metering;

namespace LoopWorker.Benchmarks.Scaling.Figures;

/// <summary>What a case came to in the time that was measured.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Window">For how long, in virtual time.</param>
/// <param name="Counts">What the replicas did.</param>
/// <param name="Table">Table calls and units.</param>
/// <param name="Queues">Queue calls by operation.</param>
/// <param name="Faults">What the state at the end has wrong, a sentence each; none if every event took effect once.</param>
internal sealed record ScaleResult(
    ScaleCase Case,
    TimeSpan Window,
    WindowCounts Counts,
    TableUsage Table,
    QueueUsage Queues,
    IReadOnlyList<string> Faults
)
{
    /// <summary>Messages finished, duplicates too.</summary>
    public int Settled => Counts.InHand.Count;

    public double EventsPerSecond => Settled / Window.TotalSeconds;

    /// <summary>Calls of queues and table together.</summary>
    public long Calls => Table.TotalCalls + Queues.TotalCalls;

    public double PerEvent(double count) => count / Math.Max(1, Settled);

    public double QueueCallsPerEvent(string operation) =>
        PerEvent(Queues.Operations.GetValueOrDefault(operation)?.Calls ?? 0);
}
