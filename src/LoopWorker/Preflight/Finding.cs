namespace LoopWorker.Preflight;

/// <summary>How bad it is.</summary>
public enum Severity
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>The worker works; something will go worse than it need.</summary>
    Warning,

    /// <summary>The worker must not start.</summary>
    Error,
}

/// <summary>One thing that was checked.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Subject">The queue, the table or the setting it concerns.</param>
/// <param name="Text">What was found and, unless all is well, the remedy.</param>
public sealed record Finding(Severity Severity, string Subject, string Text);
