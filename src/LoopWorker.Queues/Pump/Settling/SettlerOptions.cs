using LoopWorker.Core;

namespace LoopWorker.Queues.Pump.Settling;

/// <summary>The settings of a <see cref="Settler"/>.</summary>
public sealed record SettlerOptions
{
    /// <summary>The attribute beside a dead letter that holds the <see cref="FailureNote"/>, and those that stay.</summary>
    public required NoteNames Notes { get; init; }

    /// <summary>The reason of a message that failed as often as the redrive policy allows.</summary>
    public required string RetriesExhaustedCode { get; init; }

    /// <summary>How long a failed message stays hidden, by its attempts.</summary>
    public Backoff RetryBackoff { get; init; } = DefaultRetryBackoff;

    /// <summary>At most 2, 4, 8 … seconds, up to five minutes.</summary>
    public static Backoff DefaultRetryBackoff { get; } = new(TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(5));

    /// <summary>How long a batch that is not full waits for company.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Batches of one kind under way at once.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>Settlements of one kind that may wait.</summary>
    public int Capacity { get; init; } = 1_000;
}
