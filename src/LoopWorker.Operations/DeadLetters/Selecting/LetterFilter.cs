using LoopWorker.Operations.DeadLetters.Letters;

namespace LoopWorker.Operations.DeadLetters.Selecting;

/// <summary>Which letters are meant: those for which all that is given holds. Empty, it means every letter.</summary>
public sealed record LetterFilter
{
    /// <summary>Codes, one of which is the letter's; empty for any.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The earliest time of failure; null for any.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The latest time of failure; null for any.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The event's type; null for any.</summary>
    public string? Type { get; init; }

    /// <summary>Ids, one of which is the event's, the message's, or the one it had in its source; empty for any.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>What holds for the payload; null for anything.</summary>
    public PayloadExpression? Where { get; init; }

    /// <summary>Whether it means every letter.</summary>
    public bool IsEmpty => this is { Codes.Count: 0, Since: null, Until: null, Type: null, Ids.Count: 0, Where: null };

    /// <summary>Whether a letter is meant.</summary>
    public bool Chooses(Letter letter) =>
        (Codes.Count == 0 || Codes.Contains(letter.Code))
        && (Since is null || letter.FailedAt >= Since)
        && (Until is null || letter.FailedAt <= Until)
        && (Type is null || letter.Type == Type)
        && (
            Ids.Count == 0
            || Ids.Contains(letter.Message.MessageId)
            || Ids.Contains(letter.OriginalId)
            || (letter.EventId is { } id && Ids.Contains(id))
        )
        && (Where is null || Where.HoldsFor(letter));
}
