namespace LoopWorker.Operations.DeadLetters;

/// <summary>A dead-letter queue, and where its letters may have come from.</summary>
/// <param name="Name">The queue's name.</param>
/// <param name="Sources">The queues that workers receive from and whose dead-letter queue it is; one at least.</param>
public sealed record DeadLetterQueue(string Name, IReadOnlyList<LetterSource> Sources)
{
    /// <summary>The source a letter was taken from, if that can be told: the one it names, or the only one there is.</summary>
    /// <param name="named">The name that its note or SQS gives; null if neither does.</param>
    public LetterSource? SourceOf(string? named) =>
        named is null
            ? Sources is [var only]
                ? only
                : null
            : Sources.FirstOrDefault(source => source.Queue == named);

    /// <summary>The dead-letter queues of some sources, each once, in their order.</summary>
    public static IReadOnlyList<DeadLetterQueue> Of(
        IEnumerable<(string DeadLetterQueue, LetterSource Source)> sources
    ) =>
        [
            .. sources
                .GroupBy(pair => pair.DeadLetterQueue, pair => pair.Source)
                .Select(group => new DeadLetterQueue(group.Key, [.. group])),
        ];
}

/// <summary>A queue that workers receive from.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="DefaultType">The type of a bare payload that names none, by the settings; null for none.</param>
public sealed record LetterSource(string Queue, string? DefaultType);
