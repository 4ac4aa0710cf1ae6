using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Groups;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.Pump.Groups;

/// <summary>A random run of one group whose messages fail again and again, and are tried again in hand. A route takes one after another.</summary>
internal sealed class RecallRun
{
    private readonly Random _random;
    private readonly MessageGroups _groups = new();
    private readonly List<Delivery> _all;
    private readonly Dictionary<Delivery, string> _routes;
    private readonly Dictionary<string, Queue<Delivery>> _gone = [];
    private readonly List<Delivery> _toAsk;
    private readonly List<Delivery> _settled = [];

    public RecallRun(Random random)
    {
        _random = random;
        var clock = new VirtualClock(DateTimeOffset.UnixEpoch);
        _all = [.. Enumerable.Range(0, random.Next(2, 9)).Select(_ => GroupRun.NewDelivery("a", "events.fifo", clock))];
        _routes = _all.ToDictionary(delivery => delivery, _ => random.Next(3).ToString());
        _toAsk = [.. _all];
        foreach (var delivery in _all)
            _groups.Receive(delivery);
    }

    /// <summary>Plays until each has taken effect, which it must do once and after all before it.</summary>
    public void Play()
    {
        for (var step = 0; _settled.Count < _all.Count; step++)
        {
            Assert.True(step < 10_000, "Something waits for ever.");
            if (_toAsk.Count > 0 && _random.Next(2) == 0)
                Ask(_random.Next(_toAsk.Count));
            else if (Gone().Skip(_random.Next(3)).FirstOrDefault() is { } route)
                Work(route);
        }
        Assert.Equal(_all, _settled);
    }

    private IEnumerable<Queue<Delivery>> Gone() => _gone.Values.Where(route => route.Count > 0);

    private void Ask(int at)
    {
        var delivery = _toAsk[at];
        _toAsk.RemoveAt(at);
        var turn = _groups.Ask(delivery, _routes[delivery]);
        Assert.NotEqual(Turn.Refused, turn);
        if (turn == Turn.Go)
            Go(delivery);
    }

    private void Go(Delivery delivery)
    {
        var route = _routes[delivery];
        if (!_gone.TryGetValue(route, out var queue))
            _gone.Add(route, queue = []);
        queue.Enqueue(delivery);
    }

    private void Work(Queue<Delivery> route)
    {
        var delivery = route.Dequeue();
        if (!delivery.MayProceed)
        {
            Assert.True(_groups.TryReturn(delivery), "It was neither called back nor withdrawn.");
            _toAsk.Add(delivery);
        }
        else if (_random.Next(3) == 0 && _groups.TryRecall(delivery))
            _toAsk.Add(delivery);
        else
        {
            _settled.Add(delivery);
            foreach (var next in _groups.Leave(delivery))
                Go(next);
        }
    }
}
