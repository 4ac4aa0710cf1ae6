using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;

namespace LoopWorker.Samples.Toolkit;

/// <summary>Two workers want to settle the same day: one does, the other goes its way.</summary>
internal static class DistributedLockSample
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        // In real life, each in a process of its own.
        var first = new DistributedLock(table, Randomness.Unseeded(), TimeProvider.System);
        var second = new DistributedLock(table, Randomness.Unseeded(), TimeProvider.System);

        await using (var held = await first.TryAcquireAsync("settlement", Lease, cancellation: cancellation))
        {
            print($"The first worker has the lock: {held is not null}");
            var refused = await second.TryAcquireAsync("settlement", Lease, cancellation: cancellation);
            print($"Meanwhile the second worker gets it: {refused is not null}");
        }

        // The end of the block has released it.
        var next = await second.TryAcquireAsync("settlement", Lease, cancellation: cancellation);
        print($"Afterwards the second worker gets it: {next is not null}");
        print($"It gives it back: {await next!.ReleaseAsync(cancellation)}");

        var contenders = await Task.WhenAll(
            first.TryAcquireAsync("settlement", Lease, cancellation: cancellation),
            second.TryAcquireAsync("settlement", Lease, cancellation: cancellation)
        );
        print($"Of two who ask at once, {contenders.Count(held => held is not null)} gets it");
    }
}
