namespace LoopWorker.Loop.Pipeline.Duplicates;

/// <summary>How it was found that an event had taken effect before: one word each, for what counts them.</summary>
public static class DuplicateKinds
{
    /// <summary>This worker remembered it: no call was made.</summary>
    public const string Remembered = "remembered";

    /// <summary>The table knew it by its marker.</summary>
    public const string Stored = "stored";

    /// <summary>The same purchase waits for its card to be linked.</summary>
    public const string Parked = "parked";

    /// <summary>Another event under the same id: a dead letter.</summary>
    public const string Conflicting = "conflicting";
}
