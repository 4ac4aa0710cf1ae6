using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>What is to be replayed, and how. It is kept in the audit record, so that a replay that was killed can go on.</summary>
public sealed record ReplayRequest
{
    /// <summary>How often a message may be replayed, unless told otherwise.</summary>
    public const int StandardMaxReplays = 5;

    /// <summary>See <see cref="LetterFilter.Codes"/>.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>See <see cref="LetterFilter.Since"/>.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? Since { get; init; }

    /// <summary>See <see cref="LetterFilter.Until"/>.</summary>
    [JsonConverter(typeof(UtcTimeConverter))]
    public DateTimeOffset? Until { get; init; }

    /// <summary>See <see cref="LetterFilter.Type"/>.</summary>
    public string? Type { get; init; }

    /// <summary>See <see cref="LetterFilter.Ids"/>.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>The text of <see cref="LetterFilter.Where"/>.</summary>
    public string? Where { get; init; }

    /// <summary>How many letters to replay at most; null for all that are chosen.</summary>
    public int? Max { get; init; }

    /// <summary>How many to send a second at most; null for as fast as it goes.</summary>
    public int? Rate { get; init; }

    /// <summary>A JSON merge patch for each payload; null for none.</summary>
    public JsonObject? Edit { get; init; }

    /// <summary>The file of letters that take the place of those in the queue; null for the queue's own.</summary>
    public string? File { get; init; }

    /// <summary>The queue they go to; null for the source of each.</summary>
    public string? To { get; init; }

    /// <summary>How often a message may be replayed in all; what has been replayed as often stays.</summary>
    public int MaxReplays { get; init; } = StandardMaxReplays;

    /// <summary>Whether to replay also what might take effect twice, because it is older than its effect is remembered.</summary>
    public bool EvenExpired { get; init; }

    /// <summary>The filter.</summary>
    /// <exception cref="FormatException">If <see cref="Where"/> is no JMESPath expression.</exception>
    public LetterFilter Filter() =>
        new()
        {
            Codes = Codes,
            Since = Since,
            Until = Until,
            Type = Type,
            Ids = Ids,
            Where = Where is null ? null : PayloadExpression.Parse(Where),
        };
}
