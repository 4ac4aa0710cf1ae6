namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>Work that is done under a lock, which is renewed for as long as the work lasts.</summary>
public static class LockedWork
{
    /// <summary>Does the work, and releases the lock. It is renewed three times in each lease.</summary>
    /// <param name="held">The lock.</param>
    /// <param name="work">Its token is cancelled when the lock is lost.</param>
    /// <param name="time">Times the renewals.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="OperationCanceledException">If the work was cancelled, also because the lock was lost.</exception>
    public static async Task RunAsync(
        this HeldLock held,
        Func<CancellationToken, Task> work,
        TimeProvider time,
        CancellationToken cancellation = default
    )
    {
        await using (held)
            await held.KeptWhileAsync(work, time, cancellation);
    }

    /// <summary>The same, and the lock is still held afterwards, if it was not lost.</summary>
    internal static async Task KeptWhileAsync(
        this HeldLock held,
        Func<CancellationToken, Task> work,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        using var ended = new CancellationTokenSource();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var keeping = KeepAsync(held, stopped, time, ended.Token);
        try
        {
            await work(stopped.Token);
        }
        finally
        {
            ended.Cancel();
            await keeping;
        }
    }

    private static async Task KeepAsync(
        HeldLock held,
        CancellationTokenSource stopped,
        TimeProvider time,
        CancellationToken ended
    )
    {
        try
        {
            do await Task.Delay(held.Lease / 3, time, ended);
            while (await TryRenewAsync(held));
            stopped.Cancel();
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The work is done.
        }
    }

    private static async Task<bool> TryRenewAsync(HeldLock held)
    {
        try
        {
            return await held.RenewAsync(CancellationToken.None);
        }
        catch (TableException)
        {
            // There may be time for another try.
            return held.IsHeld;
        }
    }
}
