namespace LoopWorker.Loop.Pipeline.Committing;

/// <summary>What follows an attempt at a commit, for the events that have no result yet. Pure.</summary>
public static class CommitPolicy
{
    /// <summary>Attempts together, after which each user goes alone.</summary>
    public const int AttemptsTogether = 3;

    /// <summary>Attempts with one event, after which it goes back to its queue.</summary>
    public const int AttemptsAlone = 5;

    /// <param name="tried">The batch as it was tried.</param>
    /// <param name="usersLeft">How many of its users still have events, 1 or more.</param>
    /// <param name="progressed">Whether an event of it has got a result.</param>
    /// <param name="failure">What stood in the way, besides what has been put right; null if nothing did.</param>
    public static NextStep After(CommitBatch tried, int usersLeft, bool progressed, CommitFailureKind? failure) =>
        (tried.Mode, failure) switch
        {
            // The table as a whole is at fault: no other batch would fare better, so this one stays as it is.
            (_, CommitFailureKind.Unavailable) => NextStep.AgainUncounted,
            // Who stood in the others' way has left.
            (CommitMode.Together, null) when progressed => NextStep.AgainUncounted,
            (CommitMode.Together, not null) when usersLeft > 1 => NextStep.Split,
            (CommitMode.Together, _) when tried.Attempt < AttemptsTogether => NextStep.Again,
            (CommitMode.Together, _) => NextStep.OneByOne,
            (CommitMode.OneByOne, _) when progressed => NextStep.NextEvent,
            (CommitMode.OneByOne, _) when tried.Attempt < AttemptsAlone => NextStep.Again,
            _ => NextStep.GiveBack,
        };

    /// <summary>Whether a pause comes before it: others are to be done with what stood in the way.</summary>
    public static bool Pauses(NextStep step, CommitFailureKind? failure) =>
        failure is not (null or CommitFailureKind.Unavailable)
        && step is (NextStep.Again or NextStep.Split or NextStep.OneByOne);

    /// <summary>
    /// Whether too many users are under way, so that the <see cref="CommitWindow"/> is to be narrower. One that cannot be written, or is over the
    /// throughput of its partition, says nothing of the others.
    /// </summary>
    /// <param name="tried">The batch as it was tried.</param>
    /// <param name="contended">Whether users of it have to part, because somebody else is writing them as well.</param>
    /// <param name="failure">What else stood in the way; null if nothing did.</param>
    public static bool Narrows(CommitBatch tried, bool contended, CommitFailureKind? failure) =>
        TellsOfOthers(tried) && (contended || failure is CommitFailureKind.Conflict);

    /// <summary>Whether there may be more.</summary>
    /// <param name="tried">The batch as it was tried.</param>
    /// <param name="result">What came of it.</param>
    public static bool Widens(CommitBatch tried, CommitResult result) =>
        TellsOfOthers(tried) && result is CommitResult.Committed;

    // Users in contention meet others whatever the others do.
    private static bool TellsOfOthers(CommitBatch tried) => tried is { Mode: CommitMode.Together, IsContended: false };
}

/// <summary>What is done next with a <see cref="CommitBatch"/>.</summary>
public enum NextStep
{
    /// <summary>The same again; it counts as an attempt.</summary>
    Again,

    /// <summary>The same again once the table may be called; it does not count.</summary>
    AgainUncounted,

    /// <summary>The users in two halves, one after the other.</summary>
    Split,

    /// <summary>Each user alone, event by event.</summary>
    OneByOne,

    /// <summary>One by one: the user's next event, as a first attempt.</summary>
    NextEvent,

    /// <summary>One by one: the event goes back to its queue, and the user's next one follows.</summary>
    GiveBack,
}
