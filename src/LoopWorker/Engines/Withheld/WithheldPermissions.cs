using LoopWorker.Core;
using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Health;
using LoopWorker.Preflight;
using LoopWorker.Queues;
using LoopWorker.Tables;
using Microsoft.Extensions.Logging;

namespace LoopWorker.Engines.Withheld;

/// <summary>
/// What a worker was allowed when it started and is denied now: a permission, a key, its credentials. Nothing is received then, since
/// what cannot be finished would use up its receives; what is in hand is kept, as when the table is away. From time to time it asks,
/// by calls that cannot take effect, whether it is allowed again. Safe for many threads.
/// </summary>
/// <param name="probe">What is still denied, as findings.</param>
/// <param name="hold">Told why nothing is received, for the worker's health.</param>
/// <param name="maximum">How long what is in hand is kept.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times the pauses.</param>
/// <param name="logger">Told when it begins, of each time that it is still so, and of the end.</param>
public sealed partial class WithheldPermissions(
    Func<CancellationToken, Task<IReadOnlyList<Finding>>> probe,
    IntakeHold hold,
    TimeSpan maximum,
    Randomness randomness,
    TimeProvider time,
    ILogger<WithheldPermissions> logger
)
{
    // What the probe does not find is denied again as soon as messages are received: then, too, pauses grow.
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(10);
    private static readonly Backoff Between = new(TimeSpan.FromSeconds(4), TimeSpan.FromMinutes(1));

    private readonly Lock _gate = new();
    private int _attempts;
    private TimeSpan _next;
    private TimeSpan _deniedAt;
    private TimeSpan _heldSince;
    private int _waiting;
    private bool _asking;

    /// <summary>A call was denied.</summary>
    /// <param name="reason">What, and the remedy.</param>
    public void Deny(string reason)
    {
        lock (_gate)
        {
            var now = time.GetElapsedTime(0);
            if (hold.Reason is not null)
                return;
            if (now - _deniedAt > Forgotten)
                _attempts = 0;
            hold.Reason = reason;
            _heldSince = now;
            Postpone(now);
        }
        Began(logger, reason);
    }

    /// <summary>
    /// Makes a call again and again while it is denied, with pauses, for as long as what is in hand is kept: a message that was given back
    /// instead would use up a receive. Nothing is received until it is through, whatever the probe finds.
    /// </summary>
    /// <exception cref="QueueException">As the call, in the end.</exception>
    public async Task<T> WaitOutAsync<T>(Func<Task<T>> call)
    {
        var denials = 0;
        try
        {
            while (true)
            {
                try
                {
                    return await call();
                }
                catch (QueueException exception) when (exception.Code == QueueErrors.Withheld && IsKept)
                {
                    if (++denials == 1)
                        Interlocked.Increment(ref _waiting);
                }
                await Task.Delay(Between.After(denials, randomness.NextFraction()), time);
            }
        }
        finally
        {
            if (denials > 0)
                Interlocked.Decrement(ref _waiting);
        }
    }

    /// <summary>Asks whether all is allowed again, if it is time to ask.</summary>
    /// <returns>What is denied; null if messages may be received.</returns>
    public async Task<string?> AskAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (hold.Reason is null || _asking || time.GetElapsedTime(0) < _next)
                return hold.Reason;
            _asking = true;
        }
        try
        {
            var denied = await probe(cancellation);
            Conclude(
                denied.Count > 0 ? denied[0].Text
                : Volatile.Read(ref _waiting) > 0 ? hold.Reason
                : null
            );
        }
        catch (Exception exception)
            when (exception is QueueException { IsTransient: true } or TableException { IsTransient: true })
        {
            Conclude(exception.Message);
        }
        finally
        {
            lock (_gate)
                _asking = false;
        }
        return hold.Reason;
    }

    private void Conclude(string? denied)
    {
        lock (_gate)
        {
            hold.Reason = denied;
            Postpone(time.GetElapsedTime(0));
        }
        if (denied is null)
            Ended(logger);
        else
            Began(logger, denied);
    }

    private void Postpone(TimeSpan now)
    {
        _deniedAt = now;
        _next = now + Between.After(++_attempts, randomness.NextFraction());
    }

    private bool IsKept
    {
        get
        {
            lock (_gate)
                return time.GetElapsedTime(0) - _heldSince < maximum;
        }
    }

    [LoggerMessage(
        EventIds.Denied,
        LogLevel.Error,
        "Nothing is received until this is mended, and messages in hand are kept: {Reason}"
    )]
    private static partial void Began(ILogger logger, string reason);

    [LoggerMessage(EventIds.Allowed, LogLevel.Information, "All that was denied is allowed again: receiving goes on.")]
    private static partial void Ended(ILogger logger);
}
