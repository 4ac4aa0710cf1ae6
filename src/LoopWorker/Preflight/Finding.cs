namespace LoopWorker.Preflight;

/// <summary>How serious a finding is.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The worker runs, but not as well as it could.</summary>
    Warning,

    /// <summary>The worker must not start.</summary>
    Error,
}

/// <summary>One thing that was checked.</summary>
/// <param name="Severity">How serious it is.</param>
/// <param name="Subject">The queue, the table or the setting it concerns.</param>
/// <param name="Text">What was found and, unless it is as it should be, the remedy.</param>
public sealed record Finding(Severity Severity, string Subject, string Text);
