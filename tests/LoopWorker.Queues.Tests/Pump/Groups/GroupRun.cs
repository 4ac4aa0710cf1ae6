using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.Pump.Groups;

/// <summary>A random run of one group: routes become known, messages settle, one fails.</summary>
internal sealed class GroupRun
{
    private static int s_ids;

    private readonly Random _random;
    private readonly MessageGroups _groups = new();
    private readonly List<Delivery> _all;
    private readonly string[] _routes;
    private readonly HashSet<int> _known = [];
    private readonly HashSet<int> _entered = [];
    private readonly HashSet<int> _settled = [];
    private int _failedFrom = int.MaxValue;

    public GroupRun(Random random)
    {
        _random = random;
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        _all = [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => NewDelivery("a", "events.fifo", clock))];
        _routes = [.. _all.Select(_ => random.Next(3).ToString())];
        foreach (var delivery in _all)
            _groups.Receive(delivery);
    }

    public static Delivery NewDelivery(string group, string queue, TimeProvider clock)
    {
        var id = $"m{Interlocked.Increment(ref s_ids)}";
        var queues = new InMemoryQueueService(() => id, clock);
        var opened = queues.CreateAsync(new QueueDefinition(queue), CancellationToken.None).Result;
        var source = Sources.GetOrAdd(queue, _ => new Source(opened, null, null, TimeSpan.FromSeconds(30)));
        return new Delivery(
            new ReceivedMessage(id, "handle", "body") { GroupId = group },
            source,
            new Lease(source.VisibilityTimeout, clock)
        );
    }

    private static System.Collections.Concurrent.ConcurrentDictionary<string, Source> Sources { get; } = new();

    public void Play()
    {
        for (var step = 0; step < 200 && _settled.Count < _all.Count; step++)
            Step(_random.Next(_all.Count), _random.Next(10));
        // In the end everything was able to go, or was withdrawn.
        for (var i = 0; i < _all.Count; i++)
            Finish(i);
        Assert.Equal(Math.Min(_failedFrom, _all.Count), _entered.Count(i => i < _failedFrom));
    }

    private void Step(int i, int what)
    {
        if (!_known.Contains(i))
            MakeKnown(i);
        else if (_entered.Contains(i) && !_settled.Contains(i))
            if (what == 0 && _failedFrom == int.MaxValue)
                Fail(i);
            else
                Settle(i);
    }

    private void Finish(int i)
    {
        if (!_known.Contains(i))
            MakeKnown(i);
        if (i < _failedFrom && !_settled.Contains(i))
            Settle(i);
    }

    private void MakeKnown(int i)
    {
        _known.Add(i);
        var turn = _groups.Ask(_all[i], _routes[i]);
        Assert.Equal(i >= _failedFrom, turn == Turn.Refused);
        if (turn == Turn.Go)
            Enter(i);
    }

    private void Enter(int i)
    {
        Assert.True(i < _failedFrom, "It is behind a failed one.");
        for (var before = 0; before < i; before++)
            Assert.True(
                _settled.Contains(before) || (_entered.Contains(before) && _routes[before] == _routes[i]),
                "One before it is under way elsewhere."
            );
        Assert.True(_entered.Add(i));
    }

    private void Leave(int i)
    {
        foreach (var next in _groups.Leave(_all[i]))
            Enter(_all.IndexOf(next));
    }

    private void Settle(int i)
    {
        Assert.Contains(i, _entered);
        _settled.Add(i);
        Leave(i);
    }

    private void Fail(int i)
    {
        _failedFrom = i;
        var waiting = _groups.Withdraw(_all[i]);
        Assert.Equal(_all.Where((_, j) => j > i && _known.Contains(j) && !_entered.Contains(j)), waiting);
        _settled.Add(i);
        Leave(i);
    }
}
