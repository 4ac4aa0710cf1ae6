namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>Lets no more through than so many a second.</summary>
/// <param name="perSecond">How many; null for as many as come.</param>
/// <param name="time">Times the pauses.</param>
internal sealed class Pace(int? perSecond, TimeProvider time)
{
    private readonly long _begun = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>How many may go together: a second's worth at most.</summary>
    public int Together(int wanted) => perSecond is { } limit ? Math.Min(wanted, limit) : wanted;

    /// <summary>Waits until so many may go.</summary>
    public async Task WaitAsync(int count, CancellationToken cancellation)
    {
        if (perSecond is not { } limit)
            return;
        var now = time.GetElapsedTime(_begun);
        if (_next > now)
            await Task.Delay(_next - now, time, cancellation);
        _next = (_next > now ? _next : now) + TimeSpan.FromSeconds((double)count / limit);
    }
}
