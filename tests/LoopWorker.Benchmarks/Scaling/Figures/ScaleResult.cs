using LoopWorker.Queues.Metering;
using LoopWorker.Tables.Metering;

namespace LoopWorker.Benchmarks.Scaling.Figures;

/// <summary>What a case came to in the time that was measured.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Window">For how long, in virtual time.</param>
/// <param name="Counts">What the replicas did.</param>
/// <param name="Table">Table calls and units.</param>
/// <param name="Queues">Queue calls by operation.</param>
/// <param name="Routing">Of these, what brings events to the routing queue, if they go that way.</param>
/// <param name="Faults">What the state at the end has wrong, a sentence each; none if every event took effect once.</param>
internal sealed record ScaleResult(
    ScaleCase Case,
    TimeSpan Window,
    WindowCounts Counts,
    TableUsage Table,
    QueueUsage Queues,
    QueueUsage Routing,
    IReadOnlyList<string> Faults
)
{
    /// <summary>Messages finished, duplicates too.</summary>
    public int Settled => Counts.InHand.Count;

    public double EventsPerSecond => Settled / Window.TotalSeconds;

    /// <summary>Calls of the queues for each event.</summary>
    public double QueueCallsPerEvent() => CallsPerEvent(Queues.TotalCalls, Routing.TotalCalls);

    /// <summary>Calls of one operation of the queues for each event.</summary>
    public double QueueCallsPerEvent(string operation) =>
        CallsPerEvent(Queues.CallsOf(operation), Routing.CallsOf(operation));

    /// <summary>Calls of the table for each event.</summary>
    public double TableCallsPerEvent() => CallsPerEvent(Table.TotalCalls, Counts.CardReads);

    public double PerEvent(double count) => count / Math.Max(1, Settled);

    // Routing may be ahead of what takes effect, or catch up with it: its calls are for the events that it brought on.
    private double CallsPerEvent(long all, long ofRouting) =>
        Case.Way == ScaleWay.Routed
            ? PerEvent(all - ofRouting) + (double)ofRouting / Math.Max(1, Counts.Routed)
            : PerEvent(all);
}
