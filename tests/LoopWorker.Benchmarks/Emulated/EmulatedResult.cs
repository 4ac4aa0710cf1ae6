using LoopWorker.Demo;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>What a case came to.</summary>
/// <param name="Case">What was counted.</param>
/// <param name="Messages">How many there were to work off.</param>
/// <param name="Took">From the first receive until nothing was left.</param>
/// <param name="Counts">The calls of all replicas.</param>
/// <param name="Notifying">Sends to the notifications queue.</param>
/// <param name="Routing">Sends to the routing queue.</param>
/// <param name="DeadLetters">Messages in the dead-letter queue; none belongs there.</param>
/// <param name="Audit">How the table and the notifications compare with what was to be expected.</param>
internal sealed record EmulatedResult(
    EmulatedCase Case,
    int Messages,
    TimeSpan Took,
    CallCounts Counts,
    CallCount Notifying,
    CallCount Routing,
    long DeadLetters,
    DemoAudit Audit
)
{
    public double EventsPerSecond => Messages / Took.TotalSeconds;

    public int Transactions => Counts.Operation("TransactWriteItems").Calls;

    /// <summary>A notification that is sent twice is right: its id says that it is the same.</summary>
    public bool IsExactlyOnce =>
        DeadLetters == 0 && Audit.Lost == 0 && Audit.DoubledEvents == 0 && Audit.DoubledCaptures == 0;

    public double PerEvent(double count) => count / Messages;
}
