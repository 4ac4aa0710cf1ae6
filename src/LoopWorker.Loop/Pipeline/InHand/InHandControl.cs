using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.InHand;

/// <summary>Tells an <see cref="InHandTarget"/> what is settled, and limits the credits as it says.</summary>
public sealed class InHandControl
{
    private readonly Lock _lock = new();
    private readonly InHandTarget _target;
    private readonly Credits _credits;
    private readonly CreditLimit _limit;
    private readonly TimeProvider _time;

    private InHandControl(InHandTarget target, Credits credits, TimeProvider time)
    {
        (_target, _credits, _time) = (target, credits, time);
        _limit = credits.AddLimit();
        _limit.Value = target.Room;
    }

    /// <summary>The control that the options ask for; null if there is none.</summary>
    public static InHandControl? Of(PipelineOptions options, Credits credits, TimeProvider time) =>
        options.TargetTimeInHand == Timeout.InfiniteTimeSpan
            ? null
            : new InHandControl(
                new InHandTarget(options.TargetTimeInHand, options.LeastInFlight, options.MaxInFlight),
                credits,
                time
            );

    /// <summary>A delivery has ended; its credit is still out.</summary>
    public void OnSettled(Settled how)
    {
        // What failed, or was given back, says nothing about how much the worker gets done.
        if (how != Settled.Completed)
            return;
        lock (_lock)
        {
            _target.OnSettled(_credits.InUse, _credits.Limit, _time.GetElapsedTime(0));
            if (_target.Room != _limit.Value)
                _limit.Value = _target.Room;
        }
    }
}
