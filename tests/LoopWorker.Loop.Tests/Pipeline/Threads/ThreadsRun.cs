using System.Diagnostics;
using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoopWorker.Loop.Tests.Pipeline.Threads;

/// <summary>Three workers and an agent on the thread pool, on engines in memory that give trouble.</summary>
internal sealed class ThreadsRun
{
    private const int Users = 25;
    private const int Workers = 3;

    // So often that none is given up.
    private const int MaxReceiveCount = 1_000;
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly bool _fifo;
    private readonly double _trouble;
    private readonly bool _slow;
    private readonly FastTime _time = new(times: 50);
    private readonly Randomness _randomness = Randomness.Unseeded();
    private readonly InMemoryTable _table;
    private readonly CommitLog _log;
    private readonly InMemoryQueue _deadLetters;
    private readonly InMemoryQueue _events;
    private readonly InMemoryQueue _notifications;
    private readonly InMemoryQueueService _queues;
    private readonly CountingAgent _agent;
    private readonly List<LoopEvent> _sent;
    private TimeSpan _took;

    /// <param name="fifo">Whether the queue of events is a FIFO queue, with a group for each user.</param>
    /// <param name="events">How many different ones are sent.</param>
    /// <param name="trouble">The share of calls that fail; 0 for calls that take no time, either.</param>
    public ThreadsRun(bool fifo, int events, double trouble)
    {
        (_fifo, _trouble, _slow) = (fifo, trouble, trouble > 0);
        _sent = [.. Enumerable.Range(0, events).Select(MakeEvent)];
        var suffix = fifo ? ".fifo" : "";
        _table = new InMemoryTable(new TableDefinition("loop-agent-state", Attributes.TimeToLive), _time);
        _log = new CommitLog(_table);
        _queues = new InMemoryQueueService(_randomness.NextId, _time);
        _deadLetters = Create(new("events-dlq" + suffix));
        _events = Create(
            new("events" + suffix)
            {
                VisibilityTimeout = VisibilityTimeout,
                Redrive = new RedrivePolicy("events-dlq" + suffix, MaxReceiveCount),
            }
        );
        _notifications = Create(new("notifications"));
        _agent = new CountingAgent(_table, () => Task.Delay(TimeSpan.FromMilliseconds(100), _time));
    }

    public string Summary =>
        $"{_log.Commits.Count} events in effect, {_notifications.Snapshot().Count} notifications, "
        + $"{_deadLetters.Snapshot().Count} dead letters, {_agent.Written.Values.Sum()} writes of the agent; {_took}";

    /// <summary>Sends all, and waits until all is dealt with.</summary>
    public async Task PlayAsync()
    {
        var cards = new CardDirectory(_table, _queues, _randomness, _time);
        for (var user = 0; user < Users; user++)
            await cards.LinkAsync(Expected.CardOf(NameOf(user)), NameOf(user), "4242", CancellationToken.None);
        var begun = Stopwatch.GetTimestamp();
        using var stop = new CancellationTokenSource();
        var queue = _fifo ? _events : RedeliveringQueue.Of(_events, share: 0.1);
        List<Task> workers = [.. Enumerable.Range(0, Workers).Select(_ => Task.Run(() => Work(queue, stop.Token)))];
        var writing = Task.Run(() => WriteAsync(stop.Token));
        await SendAsync();
        await DrainAsync(workers).WaitAsync(Patience);
        await stop.CancelAsync();
        await Task.WhenAll([.. workers, writing]).WaitAsync(Patience);
        _took = Stopwatch.GetElapsedTime(begun);
    }

    /// <summary>Holds what there is now against what was sent.</summary>
    public async Task CheckAsync()
    {
        Assert.Equal(Ids(_sent.Select(Keys.Marker)), Ids(_log.Commits.Select(commit => commit.Marker)));
        foreach (var ofUser in _sent.GroupBy(Expected.UserOf))
            await CheckUserAsync(ofUser.Key, [.. ofUser]);
        foreach (var letter in _deadLetters.Snapshot())
            Assert.Equal(
                FailureCodes.ConflictingDuplicate,
                FailureNote.FromJson(letter.Attributes[EventPipeline.FailureAttribute].Text!)!.Code
            );
        Assert.Equal(
            _sent.Select(Expected.NotificationIdOf).OfType<string>().Order(),
            Expected.NotificationIdsIn(_notifications).Distinct().Order()
        );
    }

    private async Task CheckUserAsync(string user, List<LoopEvent> events)
    {
        var (context, memory, _, _) = ContextItems.Read(user, await GetAsync(Keys.Context(user)));
        Assert.Equal((ulong)events.Count, memory.Applied);
        Assert.Equal(_agent.Written.GetValueOrDefault(user), CountingAgent.CountIn(context));
        foreach (var loopEvent in events)
            Assert.True((await GetAsync(Keys.Marker(loopEvent)))!["notified"]?.AsBoolean);
        var captures = new List<Item>();
        await foreach (var item in _table.QueryAllAsync(new Query(Keys.User(user), Keys.PendingPrefix)))
            captures.Add(item);
        var purchases = events.Count(loopEvent => loopEvent is PosTransaction);
        Assert.InRange(captures.Count, Math.Min(purchases, 10), 10 + memory.Overflow.Count);
        if (_fifo)
            CheckOrder(events);
    }

    private void CheckOrder(List<LoopEvent> events)
    {
        var commits = _log.Commits.ToDictionary(commit => commit.Marker);
        foreach (var (before, after) in events.Zip(events.Skip(1)))
            Assert.True(
                commits[Keys.Marker(before)].IsBefore(commits[Keys.Marker(after)]),
                $"{after.Id} took effect before {before.Id}."
            );
    }

    private Task Work(IQueue events, CancellationToken stop)
    {
        var options = new PipelineOptions
        {
            MaxInFlight = Random.Shared.Next(10, 300),
            CachedUsers = Random.Shared.Next(Users),
            RememberedEvents = Random.Shared.Next(10, 1_000),
            DrainTimeout = TimeSpan.FromMinutes(10),
        };
        var pipeline = new EventPipeline(
            new PipelinePorts(
                new TroubledTable(_log, Random.Shared, _time, _trouble) { Slow = _slow },
                Troubled(_notifications)
            ),
            new LoopRules(),
            options,
            SilentObserver.Instance,
            _randomness,
            _time
        );
        var source = new Source(Troubled(events), Troubled(_deadLetters), MaxReceiveCount, VisibilityTimeout);
        return new Worker(
            [new EventSource(source, DefaultType: null)],
            pipeline,
            options,
            _randomness,
            _time,
            NullLogger<Worker>.Instance
        ).RunAsync(stop);
    }

    private TroubledQueue Troubled(IQueue queue) => new(queue, Random.Shared, _time, _trouble) { Slow = _slow };

    // Every event, some of them again and some with other content, and of a FIFO queue a group for each user.
    private async Task SendAsync()
    {
        var messages = new List<(string Group, string Body)>();
        foreach (var loopEvent in _sent)
        {
            messages.Add((Expected.UserOf(loopEvent), Make.Message(loopEvent)));
            if (Random.Shared.Next(5) == 0)
                messages.Add((Expected.UserOf(loopEvent), Make.Message(loopEvent)));
            if (loopEvent is PosTransaction sale && Random.Shared.Next(10) == 0)
                messages.Add((Expected.UserOf(loopEvent), Make.Message(sale with { MerchantName = "Another" })));
        }
        foreach (var batch in messages.Index().Chunk(QueueLimits.BatchEntries))
            await _events.SendAsync(
                [
                    .. batch.Select(entry => new OutgoingMessage(entry.Item.Body)
                    {
                        GroupId = _fifo ? entry.Item.Group : null,
                        DeduplicationId = _fifo ? $"{entry.Index}" : null,
                    }),
                ],
                CancellationToken.None
            );
    }

    private async Task DrainAsync(List<Task> workers)
    {
        while ((await _events.GetDepthAsync(CancellationToken.None)).Total > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), _time);
            foreach (var failed in workers.Where(worker => worker.IsCompleted))
                await failed;
        }
    }

    private async Task WriteAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
            await _agent.WriteAsync(NameOf(Random.Shared.Next(Users)));
    }

    private async Task<Item?> GetAsync(ItemKey key) =>
        (await _table.GetAsync(key, Consistency.Strong, CancellationToken.None)).Item;

    private InMemoryQueue Create(QueueDefinition definition) =>
        (InMemoryQueue)_queues.CreateAsync(definition, CancellationToken.None).Result;

    private static IEnumerable<string> Ids(IEnumerable<ItemKey> markers) =>
        markers.Select(marker => marker.Partition).Order();

    private static string NameOf(int user) => $"u{user}";

    private static LoopEvent MakeEvent(int number)
    {
        // One user has every fourth event.
        var user = Random.Shared.Next(4) == 0 ? 0 : Random.Shared.Next(Users);
        return Random.Shared.Next(4) switch
        {
            0 => Make.Yield($"y{number}", NameOf(user)),
            1 => Make.Crossing(Transition.Enter, $"g{number}", NameOf(user)),
            _ => Make.Sale($"t{number}", Expected.CardOf(NameOf(user))),
        };
    }
}
