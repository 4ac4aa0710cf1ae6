namespace LoopWorker.Core.Batching;

/// <summary>How a <see cref="Batcher{T}"/> gathers.</summary>
public sealed record BatchOptions
{
    /// <summary>Most items in a batch.</summary>
    public required int Limit { get; init; }

    /// <summary>How long a batch that is not full waits for company.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.Zero;

    /// <summary>Batches under way at once.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Items that may wait before whoever adds another has to.</summary>
    public int Capacity { get; init; } = 1_000;
}
