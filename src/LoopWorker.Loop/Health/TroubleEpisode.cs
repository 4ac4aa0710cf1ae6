namespace LoopWorker.Loop.Health;

/// <summary>
/// Trouble with one service: calls that it throttles or leaves unanswered, from the first of them until it answers and has given no
/// more trouble for <see cref="Patience"/>. Times count from an arbitrary instant.
/// </summary>
/// <param name="Since">When it began.</param>
/// <param name="Length">How long it has been, up to the latest sign of it.</param>
/// <param name="Refused">How many calls were throttled or failed.</param>
/// <param name="Unanswered">How many calls wait for an answer for too long.</param>
/// <param name="Reason">The latest, one word.</param>
/// <param name="IsOver">Whether it is over.</param>
public readonly record struct TroubleEpisode(
    TimeSpan Since,
    TimeSpan Length,
    long Refused,
    int Unanswered,
    string Reason,
    bool IsOver
)
{
    /// <summary>The reason where there is no answer.</summary>
    public const string NoAnswer = "no_answer";

    /// <summary>A call may stay unanswered for so long, and calls may be refused for so long, before that matters.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Whether it has lasted long enough to be told of.</summary>
    public bool Matters => Length >= Patience;
}
