using LoopWorker.Core;
using LoopWorker.Core.Concurrency;
using LoopWorker.Loop.Pipeline.Throttling;
using LoopWorker.Queues.Pump;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Throttling;

/// <summary>
/// A model of one table that several replicas work with all they have: a token bucket, as DynamoDB's, that refuses what is beyond
/// it. Calls take some 10 ms.
/// </summary>
/// <param name="capacity">Calls a second.</param>
/// <param name="burst">For how many seconds unused capacity is kept.</param>
/// <param name="seed">Of chance.</param>
/// <param name="clock">Virtual time.</param>
internal sealed class SharedTable(double capacity, double burst, int seed, VirtualClock clock)
{
    private const int Most = 8;

    private readonly Randomness _latencies = Randomness.Seeded(seed);
    private readonly List<Replica> _replicas = [];
    private double _tokens = capacity * burst;
    private TimeSpan _filled;

    /// <summary>Starts one more replica.</summary>
    /// <param name="refusals">How many calls it has been refused before, which its limit is low by.</param>
    public void Start(int refusals = 0)
    {
        var limit = new AdaptiveLimit(Most);
        limit.Answered(TimeSpan.Zero, TimeSpan.FromMilliseconds(10));
        for (var i = 0; i < refusals; i++)
            limit.Refused(clock.Elapsed, clock.Elapsed);
        var randomness = Randomness.Seeded(seed * 1_000 + _replicas.Count);
        var gate = new CallGate(limit, new Credits(100, TimeSpan.Zero, clock).AddLimit(), _ => { }, randomness, clock);
        var replica = new Replica();
        _replicas.Add(replica);
        for (var i = 0; i < Most; i++)
            _ = WorkAsync(gate, replica);
    }

    /// <summary>Stops the replica that was started first; what it has under way ends.</summary>
    public void StopFirst()
    {
        _replicas[0].IsStopped = true;
        _replicas.RemoveAt(0);
    }

    /// <summary>What happens in the seconds to come.</summary>
    public async Task<Shares> MeasureAsync(int seconds)
    {
        var before = _replicas.ConvertAll(replica => (replica.Accepted, replica.Refused));
        var asked = new List<int>();
        for (var second = 0; second < seconds; second++)
        {
            var sofar = _replicas.Sum(replica => replica.Accepted + replica.Refused);
            await Task.Delay(TimeSpan.FromSeconds(1), clock);
            asked.Add(_replicas.Sum(replica => replica.Accepted + replica.Refused) - sofar);
        }
        return new Shares(
            [.. _replicas.Select((replica, i) => replica.Accepted - before[i].Accepted)],
            _replicas.Select((replica, i) => replica.Refused - before[i].Refused).Sum(),
            [.. asked.Select(calls => calls / capacity)],
            capacity * seconds
        );
    }

    private async Task WorkAsync(CallGate gate, Replica replica)
    {
        while (!replica.IsStopped)
        {
            var entered = await gate.EnterAsync();
            var accepted = TryTake();
            await Task.Delay(TimeSpan.FromMilliseconds(5 + 10 * _latencies.NextFraction()), clock);
            gate.Leave(entered, refused: !accepted);
            if (accepted)
                replica.Accepted++;
            else
                replica.Refused++;
        }
    }

    private bool TryTake()
    {
        var since = clock.Elapsed - _filled;
        _filled = clock.Elapsed;
        _tokens = Math.Min(capacity * burst, _tokens + since.TotalSeconds * capacity);
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }

    private sealed class Replica
    {
        public int Accepted { get; set; }

        public int Refused { get; set; }

        public bool IsStopped { get; set; }
    }
}

/// <summary>What replicas had of a table in some time.</summary>
/// <param name="Accepted">Calls that succeeded, by replica.</param>
/// <param name="Refused">Calls that were refused, of all together.</param>
/// <param name="Asked">All calls, by second, as a share of the table's capacity.</param>
/// <param name="Capacity">Calls that the table could have taken.</param>
internal sealed record Shares(IReadOnlyList<int> Accepted, int Refused, IReadOnlyList<double> Asked, double Capacity)
{
    /// <summary>How much of the capacity was used.</summary>
    public double Used => Accepted.Sum() / Capacity;

    /// <summary>How many of all calls were refused.</summary>
    public double RefusedShare => (double)Refused / (Refused + Accepted.Sum());

    /// <summary>Jain's index: 1 if all had the same, 1/n if one of n had everything.</summary>
    public double Fairness =>
        Math.Pow(Accepted.Sum(), 2) / (Accepted.Count * Accepted.Sum(accepted => (double)accepted * accepted));

    public override string ToString() =>
        $"used {Used:P0}, refused {RefusedShare:P1}, fairness {Fairness:F2}, asked in a second {Asked.Min():P0} to {Asked.Max():P0}";
}
