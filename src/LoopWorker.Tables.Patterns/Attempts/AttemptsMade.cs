namespace LoopWorker.Tables.Patterns.Attempts;

/// <summary>
/// Attempts since the first of their time, and the rule by which there may be another. <see cref="LimitedAttempts"/> keeps them in an item of
/// their own; whoever writes an item anyway can keep them there, at no cost.
/// </summary>
/// <param name="Since">When the first was made.</param>
/// <param name="Count">How many were made, that one included.</param>
public readonly record struct AttemptsMade(DateTimeOffset Since, int Count)
{
    /// <summary>The attempts with one more, or the first of a new time; null if there may be none. Pure.</summary>
    /// <param name="made">Those so far; null if there were none.</param>
    /// <param name="limit">How many, in which time.</param>
    /// <param name="now">When the next is to be made.</param>
    public static AttemptsMade? Next(AttemptsMade? made, AttemptLimit limit, DateTimeOffset now) =>
        made is not { } earlier || now - earlier.Since > limit.Validity ? new AttemptsMade(now, 1)
        : earlier.Count < limit.Attempts ? earlier with { Count = earlier.Count + 1 }
        : null;
}
