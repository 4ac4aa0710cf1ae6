using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Contexts;

/// <summary>Takes captures that an agent has added into what is known of a user's ring.</summary>
public static class RingAdoption
{
    /// <summary>The snapshot with the capture's key in its ring.</summary>
    public static ContextSnapshot With(ContextSnapshot snapshot, ItemKey capture, LoopRules rules)
    {
        if (CaptureItems.SecondOf(capture) is not { } second)
            return snapshot;
        var memory = snapshot.Memory;
        var (pending, fallenOut) = PendingRing.Add(memory.Pending, second, rules.MaxPendingCaptures);
        return snapshot with
        {
            Memory = memory with { Pending = pending, Overflow = [.. memory.Overflow, .. fallenOut] },
        };
    }
}
