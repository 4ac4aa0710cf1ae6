using System.Collections.Concurrent;
using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Locking;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary><see cref="DistributedLock"/>.</summary>
/// <param name="tableOf">The table as a caller reaches it.</param>
/// <param name="setting">How to lock.</param>
internal sealed class OurLocks(Func<int, ITable> tableOf, LockSetting setting) : ILockLibrary
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<int, DistributedLock> _locks = new();
    private readonly ConcurrentDictionary<(int, string), Func<Task>> _releases = new();

    public async Task<bool> TryAsync(int caller, string key, bool isKept)
    {
        if (await LocksOf(caller).TryAcquireAsync(key, setting.Lease) is not { } held)
            return false;
        _releases[(caller, key)] = isKept ? Keep(held) : () => held.ReleaseAsync();
        return true;
    }

    public Task ReleaseAsync(int caller, string key) => _releases[(caller, key)]();

    public Task ContendAsync(string key, int callers, TimeSpan work) =>
        Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(async caller =>
                {
                    await using var held = await LocksOf(caller).TryAcquireAsync(key, setting.Lease, Patience);
                    await Task.Delay(work, TimeProvider.System);
                })
        );

    // It ends, and is released with that, when it is asked for.
    private static Func<Task> Keep(HeldLock held)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var keeping = held.RunAsync(_ => ended.Task, TimeProvider.System);
        return () =>
        {
            ended.SetResult();
            return keeping;
        };
    }

    // A pause is spread evenly from nothing to its bound, so twice the average is the bound.
    private DistributedLock LocksOf(int caller) =>
        _locks.GetOrAdd(
            caller,
            _ => new DistributedLock(
                tableOf(caller),
                Randomness.Unseeded(),
                TimeProvider.System,
                new LockOptions
                {
                    Looks = new Backoff(2 * setting.Wait, 2 * setting.Wait),
                    TrustedClockSkew = setting.TrustsClocks ? TimeSpan.Zero : null,
                }
            )
        );
}
