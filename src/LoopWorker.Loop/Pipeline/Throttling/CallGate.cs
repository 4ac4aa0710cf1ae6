using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Loop.Pipeline.Throttling;

/// <summary>
/// How hard a service is worked, the table or the queue of notifications: how many calls are under way, or how rarely one is, and a
/// pause after each round of calls that it refuses, which grows while it answers none. The credits follow, so a throttled worker
/// receives less.
/// </summary>
/// <param name="limit">How many calls may be under way.</param>
/// <param name="credits">Lowered in proportion.</param>
/// <param name="heldBack">Told how long a call had to wait.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times calls and pauses.</param>
public sealed class CallGate(
    AdaptiveLimit limit,
    CreditLimit credits,
    Action<TimeSpan> heldBack,
    Randomness randomness,
    TimeProvider time
)
{
    private static readonly Backoff AfterRefusals = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5));

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _underWay;
    private int _refusals;
    private TimeSpan _pauseUntil = TimeSpan.Zero;
    private TimeSpan _nextEntry = TimeSpan.Zero;

    /// <summary>How many calls may be under way.</summary>
    public int Allowed
    {
        get
        {
            lock (_lock)
                return limit.Calls;
        }
    }

    /// <summary>How many are.</summary>
    public int UnderWay
    {
        get
        {
            lock (_lock)
                return _underWay;
        }
    }

    private TimeSpan Now => time.GetElapsedTime(0);

    /// <summary>Waits until one more call may be begun. Whoever has entered must <see cref="Leave"/>.</summary>
    /// <returns>When it was entered, for <see cref="Leave"/>.</returns>
    public async ValueTask<TimeSpan> EnterAsync()
    {
        var asked = Now;
        var entered = await EnterInTurnAsync();
        if (entered > asked)
            heldBack(entered - asked);
        return entered;
    }

    private async ValueTask<TimeSpan> EnterInTurnAsync()
    {
        while (true)
        {
            await WaitUntilAsync(() => Later(_pauseUntil, _nextEntry), CancellationToken.None);
            Task room;
            lock (_lock)
            {
                if (_underWay < limit.Calls)
                {
                    _underWay++;
                    return Now;
                }
                var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Enqueue(waiter);
                room = waiter.Task;
            }
            await room;
        }
    }

    /// <summary>A call has ended.</summary>
    /// <param name="entered">When it was begun.</param>
    /// <param name="refused">Whether it was throttled or not answered.</param>
    public void Leave(TimeSpan entered, bool refused)
    {
        lock (_lock)
        {
            _underWay--;
            Note(entered, refused);
            // Spread around the pause, so that replicas that were refused together do not meet again and again.
            _nextEntry = Now + limit.Pause * (0.5 + randomness.NextFraction());
            for (var room = limit.Calls - _underWay; room > 0 && _waiting.TryDequeue(out var waiter); room--)
                waiter.SetResult();
        }
    }

    /// <summary>Waits while the service is to be left alone, for calls that are not counted.</summary>
    public Task WaitOutAsync(CancellationToken cancellation = default) =>
        WaitUntilAsync(() => _pauseUntil, cancellation);

    /// <summary>A call that is not counted was refused.</summary>
    public void Refused(TimeSpan begun)
    {
        lock (_lock)
            Note(begun, refused: true);
    }

    // Call with the lock held, so that of two changes the later one stays.
    private void Note(TimeSpan begun, bool refused)
    {
        if (refused)
            Refuse(begun);
        else
        {
            limit.Answered(begun, Now);
            _refusals = 0;
        }
        credits.Value = CreditsForCalls();
    }

    // Of calls that were under way together only the first counts: the others are no further sign.
    private void Refuse(TimeSpan begun)
    {
        if (!limit.Refused(begun, Now))
            return;
        _refusals++;
        _pauseUntil = Later(_pauseUntil, Now + AfterRefusals.After(_refusals, randomness.NextFraction()));
    }

    private async Task WaitUntilAsync(Func<TimeSpan> moment, CancellationToken cancellation)
    {
        while (Left() is var left && left > TimeSpan.Zero)
            // A delay counts whole milliseconds, and one that is cut off would come too early.
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time, cancellation);

        TimeSpan Left()
        {
            lock (_lock)
                return moment() - Now;
        }
    }

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    // Never less than a receive brings: a worker that takes nothing in learns nothing.
    private int CreditsForCalls() =>
        Math.Clamp(
            credits.Maximum * limit.Calls / limit.Maximum,
            Math.Min(credits.Maximum, QueueLimits.BatchEntries),
            credits.Maximum
        );
}
