using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Pipeline.Draining;

/// <summary>How deliveries have ended so far, and how near the nearest came to losing its lease.</summary>
public sealed class SettledCounts
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Settled, int> _counts = [];
    private double _leastHeadroom = 1;

    public void Add(Delivery delivery, Settled how)
    {
        var headroom = Math.Clamp(delivery.Lease.Headroom / delivery.Lease.Timeout, 0, 1);
        lock (_lock)
        {
            _counts[how] = _counts.GetValueOrDefault(how) + 1;
            _leastHeadroom = Math.Min(_leastHeadroom, headroom);
        }
    }

    /// <summary>How many have ended in each way.</summary>
    public IReadOnlyDictionary<Settled, int> Snapshot()
    {
        lock (_lock)
            return new Dictionary<Settled, int>(_counts);
    }

    /// <summary>The least part of its visibility timeout that any message had left when it was settled, from 0 to 1.</summary>
    public double LeastHeadroom
    {
        get
        {
            lock (_lock)
                return _leastHeadroom;
        }
    }
}
