namespace LoopWorker.Tables.Patterns.OneTime;

/// <summary>What became of a one-time action.</summary>
/// <param name="State">Whether it was done now, before, or is being done.</param>
/// <param name="At">When it was done; null if it is not, or if whoever marked it did not say.</param>
/// <param name="Response">What it has returned, if it was done now.</param>
public sealed record OneTimeResult<T>(OneTimeState State, DateTimeOffset? At, T? Response)
{
    /// <summary>Whether this call has done it.</summary>
    public bool DidAction => State == OneTimeState.Done;
}

/// <summary>How far a one-time action is.</summary>
public enum OneTimeState
{
    /// <summary>It was done now.</summary>
    Done,

    /// <summary>It had been done before.</summary>
    AlreadyDone,

    /// <summary>Another is doing it, or has died in it.</summary>
    UnderWay,

    /// <summary>
    /// It was done now, but it is not marked as done: this process has stood still for so long that another was let in, who may
    /// have done it too.
    /// </summary>
    Overtaken,
}

/// <summary>That an action is done.</summary>
/// <param name="At">When; null if whoever marked it did not say.</param>
public sealed record DoneMark(DateTimeOffset? At);
