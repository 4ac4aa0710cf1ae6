namespace LoopWorker.Loop.Health;

/// <summary>Answers whether the worker of this process is well, from before it has begun until after it has ended. Safe for many threads.</summary>
/// <param name="rules">Draw the verdicts.</param>
/// <param name="answers">How queues and table have answered.</param>
/// <param name="hold">Why nothing is taken in, if somebody has said so.</param>
public sealed class WorkerHealth(HealthRules rules, ServiceAnswers answers, IntakeHold? hold = null)
{
    private volatile Worker? _worker;

    /// <inheritdoc cref="HealthRules.Live"/>
    public HealthVerdict Live => rules.Live(State);

    /// <inheritdoc cref="HealthRules.Ready"/>
    public HealthVerdict Ready => HealthRules.Ready(State);

    /// <inheritdoc cref="HealthRules.Startup"/>
    public HealthVerdict Startup => HealthRules.Startup(State);

    /// <summary>The worker has been made, and is about to begin.</summary>
    public void Watch(Worker worker) => _worker = worker;

    private WorkerState State =>
        _worker is { } worker
            ? new WorkerState(
                worker.Phase,
                [.. worker.Parts.Select(part => new PartState(part.Name, part.Progress))],
                answers.States
            )
            {
                Held = hold?.Reason,
            }
            : new WorkerState(WorkerPhase.Starting, [], []);
}
