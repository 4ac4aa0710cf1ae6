namespace LoopWorker.Loop.Health;

/// <summary>Why nothing is taken in for now though the worker runs, and until whoever said so takes it back. Safe for many threads.</summary>
public sealed class IntakeHold
{
    private volatile string? _reason;

    /// <summary>For operators; null while messages are taken in.</summary>
    public string? Reason
    {
        get => _reason;
        set => _reason = value;
    }
}
