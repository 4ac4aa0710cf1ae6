namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>Whether a stored lock may be taken. Pure.</summary>
/// <remarks>
/// Who holds a lock counts its lease from before the call that took or renewed it, and who waits for it from after the call that
/// showed it: however long calls take and whatever clocks say, the holder's ends first. The method is that of the Amazon DynamoDB
/// Lock Client (AWS Database Blog, "Building Distributed Locks with the DynamoDB Lock Client").
/// </remarks>
internal static class LockRules
{
    /// <param name="stored">What is stored.</param>
    /// <param name="unchangedFor">How long it was seen so; zero at the first look.</param>
    /// <param name="now">What our clock says.</param>
    /// <param name="trustedSkew">How far clocks may be apart, if they are trusted.</param>
    public static bool MayTake(LockRecord stored, TimeSpan unchangedFor, DateTimeOffset now, TimeSpan? trustedSkew)
    {
        var overdue = TimeSpan.FromSeconds(now.ToUnixTimeSeconds() - stored.ExpiresAt);
        // Without a lease it is free, or of one who goes by clocks alone.
        return stored.Lease is { } lease
            ? unchangedFor >= lease || (trustedSkew is { } skew && overdue > skew)
            : overdue >= TimeSpan.Zero;
    }
}
