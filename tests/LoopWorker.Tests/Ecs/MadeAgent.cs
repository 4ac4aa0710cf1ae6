using LoopWorker.Ecs;

namespace LoopWorker.Tests.Ecs;

/// <summary>Stands for the ECS agent, and for ECS behind it.</summary>
internal sealed class MadeAgent(TimeProvider time) : IScaleInProtection
{
    /// <summary>What it was asked, and when.</summary>
    public List<(TimeSpan At, TimeSpan? Lease)> Asked { get; } = [];

    /// <summary>Why it does not do as asked; null if it does.</summary>
    public string? Reason { get; set; }

    /// <summary>Whether it never answers.</summary>
    public bool Hangs { get; set; }

    public async Task<string?> AskAsync(TimeSpan? lease, TimeSpan limit, CancellationToken cancellation)
    {
        Asked.Add((time.GetElapsedTime(0), lease));
        if (!Hangs)
            return Reason;
        try
        {
            await Task.Delay(limit, time, cancellation);
        }
        catch (OperationCanceledException)
        {
            // It is the same to whoever asked.
        }
        return "no answer";
    }
}
