using System.Text.Json.Serialization;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.DeadLetters.Selecting;

/// <summary>Which letters are meant, in words: what operators ask for, and what audit records keep.</summary>
public sealed record LetterSelection
{
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

    /// <summary>The text of <see cref="LetterFilter.Where"/>, a JMESPath expression.</summary>
    public string? Where { get; init; }

    /// <summary>The filter that means them.</summary>
    /// <exception cref="FormatException">If <see cref="Where"/> is no JMESPath expression.</exception>
    public LetterFilter ToFilter() =>
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
