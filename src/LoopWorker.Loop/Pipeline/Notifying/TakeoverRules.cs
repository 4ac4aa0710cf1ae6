namespace LoopWorker.Loop.Pipeline.Notifying;

/// <summary>
/// When a worker that finds a marker which still owes notifies in the place of the one that wrote it. Pure: times in, times
/// out.
/// </summary>
public static class TakeoverRules
{
    /// <summary>
    /// How long what is owed is left to whoever wrote the marker. A worker in health needs some tenths of a second from its
    /// commit to the mark that all is sent. When one has died, its messages come back after their visibility timeout, 30 s by
    /// default, and then nobody is to wait.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    // So that of several workers that wait, one takes over and the others see it: a round of notifications takes some tenths of a second.
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    /// <summary>How long to wait in hand before taking over; zero for at once.</summary>
    /// <param name="age">
    /// Of the marker; null if it does not say. Its writer's clock may be ahead, and it counts whole seconds, so an age may be
    /// negative or a second too high.
    /// </param>
    /// <param name="isLastReceive">Whether a worker that dies while it waits takes the message to the dead letters.</param>
    /// <param name="fraction">Chance, from 0 up to 1.</param>
    public static TimeSpan Wait(TimeSpan? age, bool isLastReceive, double fraction)
    {
        if (isLastReceive || age >= Patience)
            return TimeSpan.Zero;
        // Never longer than the patience, whatever the clocks say.
        var left = age > TimeSpan.Zero ? Patience - age.Value : Patience;
        return left + Spread * fraction;
    }

    /// <summary>How long until the next look at the marker: as long again as it was waited so far, and no longer than is left.</summary>
    public static TimeSpan NextLook(TimeSpan waited, TimeSpan left)
    {
        var pause = waited > FirstLook ? waited : FirstLook;
        return pause < left ? pause : left;
    }
}
