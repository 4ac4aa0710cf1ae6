namespace LoopWorker.Core.Progressing;

/// <summary>Counts what a part of the worker has taken over and not dealt with. Safe for many threads; nobody ever waits for it.</summary>
/// <param name="time">Tells how long nothing has moved.</param>
public sealed class ProgressMeter(TimeProvider time)
{
    private long _pending;
    private long _movedAt = time.GetTimestamp();

    /// <summary>How it stands now.</summary>
    public Progress Progress
    {
        get
        {
            // In this order: whoever makes work appear has noted the time before.
            var pending = Interlocked.Read(ref _pending);
            return pending <= 0 ? default : new Progress(pending, time.GetElapsedTime(Interlocked.Read(ref _movedAt)));
        }
    }

    /// <summary>So many items were taken over.</summary>
    public void Took(int items = 1)
    {
        // What was dealt with before it was counted makes it less than none for a moment.
        if (Interlocked.Read(ref _pending) <= 0)
            Moved();
        Interlocked.Add(ref _pending, items);
    }

    /// <summary>So many items were dealt with.</summary>
    public void Done(int items = 1)
    {
        if (items == 0)
            return;
        Moved();
        Interlocked.Add(ref _pending, -items);
    }

    /// <summary>Something has moved, though no item was dealt with as yet.</summary>
    public void Moved() => Interlocked.Exchange(ref _movedAt, time.GetTimestamp());
}
