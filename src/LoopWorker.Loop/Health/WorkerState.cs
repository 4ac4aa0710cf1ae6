using LoopWorker.Core.Progressing;

namespace LoopWorker.Loop.Health;

/// <summary>All that a verdict on a worker's health is drawn from.</summary>
/// <param name="Phase">How far its life has got.</param>
/// <param name="Parts">Its receivers and stages. A name may stand for several, as for the receivers.</param>
/// <param name="Services">How queues and table have answered lately.</param>
public sealed record WorkerState(
    WorkerPhase Phase,
    IReadOnlyList<PartState> Parts,
    IReadOnlyList<ServiceState> Services
)
{
    /// <summary>Why nothing is taken in though the worker runs; null if messages are.</summary>
    public string? Held { get; init; }
}

/// <summary>How a part of the worker stands.</summary>
public readonly record struct PartState(string Name, Progress Progress);

/// <summary>A verdict, and why.</summary>
/// <param name="IsOk">Whether all is well.</param>
/// <param name="Reasons">Sentences for operators: why not or, if all is well, what is worth knowing all the same.</param>
public sealed record HealthVerdict(bool IsOk, IReadOnlyList<string> Reasons);
