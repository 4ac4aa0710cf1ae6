namespace LoopWorker.Messages.Failures;

/// <summary>Why a message cannot take effect, however often it is tried.</summary>
/// <param name="Code">One of <see cref="FailureCodes"/>.</param>
/// <param name="Detail">The field, the shape of what was found and the remedy. Never a payload, a fingerprint or a key.</param>
public sealed record Failure(string Code, string Detail);

/// <summary>The reasons that stand beside dead letters. Operators filter by them, so they are a contract.</summary>
public static class FailureCodes
{
    public const string InvalidJson = "invalid_json";
    public const string UnknownEnvelope = "unknown_envelope";
    public const string UnknownType = "unknown_type";
    public const string InvalidField = "invalid_field";
    public const string MissingField = "missing_field";
    public const string TooLarge = "too_large";
    public const string ConflictingDuplicate = "conflicting_duplicate";
    public const string UnmatchedCard = "unmatched_card";
    public const string AmountOverflow = "amount_overflow";
    public const string NoRate = "no_rate";

    /// <summary>The event has taken effect, and the queue of notifications has refused what it owes its user.</summary>
    public const string NotificationRefused = "notification_refused";

    public const string TooOld = "too_old";
    public const string RetriesExhausted = "retries_exhausted";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        InvalidJson,
        UnknownEnvelope,
        UnknownType,
        MissingField,
        InvalidField,
        TooLarge,
        ConflictingDuplicate,
        UnmatchedCard,
        AmountOverflow,
        NoRate,
        NotificationRefused,
        TooOld,
        RetriesExhausted,
    ];
}
