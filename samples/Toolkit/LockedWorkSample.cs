using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Patterns.Locking;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Samples.Toolkit;

/// <summary>A settlement may outlast its lease, which is renewed meanwhile; only who holds the lock can write its result.</summary>
internal static class LockedWorkSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var randomness = Randomness.Unseeded();
        var locks = new DistributedLock(table, randomness, TimeProvider.System);

        var held = await locks.TryAcquireAsync("settlement", TimeSpan.FromSeconds(30), cancellation: cancellation);
        if (held is null)
            return;
        print($"The lease begins anew: {await held.RenewAsync(cancellation)}");
        // Does that three times in each lease, and releases the lock at the end. If it is lost, the work's token is cancelled.
        await held.RunAsync(token => SettleAsync("2026-03-30", held, token), TimeProvider.System, cancellation);

        // Like a worker that has stood still for longer than its lease and does not know yet.
        await SettleAsync("2026-03-31", held, cancellation);

        var next = await locks.TryAcquireAsync("settlement", TimeSpan.FromSeconds(30), cancellation: cancellation);
        print($"The next holder's fencing token is greater: {next!.FencingToken > held.FencingToken}");

        async Task SettleAsync(string day, HeldLock guarding, CancellationToken token)
        {
            var key = DistributedLock.Keys.Key($"settled.{day}");
            var settled = Item.Of(key, ("merchants", 42), ("fencing", guarding.FencingToken));
            var result = await table.TransactAsync(
                [guarding.Guard, new Put(settled, Condition.NoItem)],
                randomness.NextId(),
                token
            );
            print($"The settlement of {day} is written: {result.Committed}");
        }
    }
}
