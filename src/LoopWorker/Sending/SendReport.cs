using LoopWorker.Messages.Failures;
using LoopWorker.Processing;

namespace LoopWorker.Sending;

/// <summary>The outcome of sending lines.</summary>
/// <param name="Queue">Where they went.</param>
/// <param name="Sent">Lines that are messages on the queue now.</param>
/// <param name="Prepared">Lines that were written to the table.</param>
/// <param name="Uncertain">Lines whose send was cut short: they may be messages on the queue.</param>
/// <param name="Refused">Lines that were neither, and why.</param>
public sealed record SendReport(
    string Queue,
    int Sent,
    int Prepared,
    int Uncertain,
    IReadOnlyList<(InputLine Line, Failure Failure)> Refused
);
