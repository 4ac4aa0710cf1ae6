namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>A library of actions that are done once, so that both go through the same script.</summary>
internal interface IActionLibrary
{
    /// <summary>How long an action that does not end counts as under way.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    /// <summary>Does an action, unless it is done or under way.</summary>
    /// <param name="caller">Who; each is as if it were a process of its own.</param>
    /// <param name="key">Which action.</param>
    /// <param name="work">How it goes.</param>
    Task<ActionOutcome> DoOnceAsync(int caller, string key, ActionWork work);

    /// <summary>When an action that waits (<see cref="ActionWork.Gate"/>) has begun.</summary>
    Task BegunAsync(string gate);

    /// <summary>Lets it end.</summary>
    Task OpenAsync(string gate);
}

/// <summary>How an action goes.</summary>
/// <param name="Lasts">How long it takes.</param>
/// <param name="Fails">Whether it fails in the end.</param>
/// <param name="Gate">What it waits for first; null for nothing.</param>
internal sealed record ActionWork(TimeSpan Lasts = default, bool Fails = false, string? Gate = null);

internal enum ActionOutcome
{
    Done,
    AlreadyDone,
    UnderWay,
    Failed,
}
