using LoopWorker.Core;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Committing;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Queues.Tracing;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;
using Microsoft.Extensions.Logging.Abstractions;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>Queues and a table in memory, and workers on them, in virtual time.</summary>
internal sealed class Rig : IDisposable
{
    public const int MaxReceiveCount = 5;

    public static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);

    private readonly Randomness _randomness;
    private readonly List<(Life Life, CancellationTokenSource Stop, Task<DrainReport> Work)> _running = [];
    private int _sent;

    private Rig(VirtualClock clock, int seed, bool fifo)
    {
        var suffix = fifo ? ".fifo" : "";
        Clock = clock;
        _randomness = Randomness.Seeded(seed);
        Table = new InMemoryTable(new TableDefinition("loop-agent-state", Attributes.TimeToLive), clock);
        Queues = new InMemoryQueueService(_randomness.NextId, clock);
        DeadLetters = Create(Queues, new QueueDefinition("events-dlq" + suffix));
        Events = Create(
            Queues,
            new QueueDefinition("events" + suffix)
            {
                VisibilityTimeout = VisibilityTimeout,
                Redrive = new RedrivePolicy("events-dlq" + suffix, MaxReceiveCount),
            }
        );
        RoutingDeadLetters = Create(Queues, new QueueDefinition("routing-dlq.fifo"));
        Routing = Create(
            Queues,
            new QueueDefinition("routing.fifo")
            {
                VisibilityTimeout = VisibilityTimeout,
                Redrive = new RedrivePolicy("routing-dlq.fifo", MaxReceiveCount),
            }
        );
        Notifications = Create(Queues, new QueueDefinition("notifications" + suffix));
        Cards = new CardDirectory(Table, Queues, _randomness, clock);
    }

    public VirtualClock Clock { get; }

    public InMemoryTable Table { get; }

    public InMemoryQueueService Queues { get; }

    public InMemoryQueue Events { get; }

    public InMemoryQueue DeadLetters { get; }

    public InMemoryQueue Routing { get; }

    public InMemoryQueue RoutingDeadLetters { get; }

    public InMemoryQueue Notifications { get; }

    public CardDirectory Cards { get; }

    /// <summary>What became of each delivery, in the order it ended.</summary>
    public List<(string MessageId, string Outcome)> Settled { get; } = [];

    public int Transactions { get; private set; }

    /// <summary>Runs a test's body in virtual time, from <see cref="Make.Now"/> on, where the time of day stands by default.</summary>
    public static void Run(
        Func<Rig, Task> test,
        int seed = 1,
        bool fifo = false,
        WallClock wallClock = WallClock.Standing
    )
    {
        var scheduler = new VirtualTimeScheduler(new VirtualClock(Make.Now, wallClock));
        scheduler.Run(async () =>
        {
            using var rig = new Rig(scheduler.Clock, seed, fifo);
            await test(rig);
            await rig.StopAsync();
        });
    }

    /// <summary>
    /// Starts a worker; its table and queues may be wrapped to misbehave, it may have a second source, which is empty, and it may
    /// route events by their users.
    /// </summary>
    public void StartWorker(
        PipelineOptions? options = null,
        Func<ITable, ITable>? wrapTable = null,
        Func<IQueue, IQueue>? wrapQueue = null,
        IQueue? idleSource = null,
        LoopRules? rules = null,
        bool routes = false,
        string? defaultType = null,
        MessageSpans? spans = null,
        params IEnumerable<IPipelineObserver> observers
    )
    {
        options ??= new PipelineOptions();
        var life = new Life();
        IQueue Hold(IQueue queue) => new MortalQueue(wrapQueue is null ? queue : wrapQueue(queue), life);
        EventSource From(IQueue queue, IQueue deadLetters) =>
            new(new Source(Hold(queue), Hold(deadLetters), MaxReceiveCount, VisibilityTimeout), defaultType);
        IQueue[] queues = idleSource is null ? [Events] : [idleSource, Events];
        List<EventSource> sources = [.. queues.Select(queue => From(queue, DeadLetters))];
        var routed = From(Routing, RoutingDeadLetters) with { DefaultType = null };
        var pipeline = new EventPipeline(
            new PipelinePorts(
                new MortalTable(wrapTable is null ? Table : wrapTable(Table), life),
                Hold(Notifications),
                routes ? new UserRouting(routed.Source, sources) : null
            ),
            rules ?? new LoopRules(),
            options,
            new ObserverGroup([new Observer(this), .. observers]),
            _randomness,
            Clock,
            spans
        );
        var worker = new Worker(
            routes ? [.. sources, routed] : sources,
            pipeline,
            options,
            _randomness,
            Clock,
            NullLogger<Worker>.Instance
        );
        LatestWorker = worker;
        var stop = new CancellationTokenSource();
        _running.Add((life, stop, worker.RunAsync(stop.Token)));
    }

    /// <summary>The worker that was started last.</summary>
    public Worker LatestWorker { get; private set; } = null!;

    /// <summary>Its work.</summary>
    public Task<DrainReport> LatestWork => _running[^1].Work;

    public Task SendAsync(params IEnumerable<LoopEvent> events) => SendBodiesAsync(events.Select(Make.Message));

    public async Task SendBodiesAsync(params IEnumerable<string> bodies)
    {
        foreach (var chunk in bodies.Select(body => new OutgoingMessage(body)).Chunk(QueueLimits.BatchEntries))
            await Events.SendAsync(chunk, CancellationToken.None);
    }

    /// <summary>Sends events to a group of a FIFO queue, in order.</summary>
    public async Task SendToGroupAsync(string group, params IEnumerable<LoopEvent> events)
    {
        foreach (var chunk in events.Chunk(QueueLimits.BatchEntries))
            await Events.SendAsync(
                [
                    .. chunk.Select(loopEvent => new OutgoingMessage(Make.Message(loopEvent))
                    {
                        GroupId = group,
                        DeduplicationId = $"{++_sent}",
                    }),
                ],
                CancellationToken.None
            );
    }

    public Task<CardLinked> LinkAsync(string card, string user) =>
        Cards.LinkAsync(card, user, "4242", CancellationToken.None);

    /// <summary>Waits until no message is left in the queue of events.</summary>
    public async Task DrainAsync()
    {
        while (
            (await Events.GetDepthAsync(CancellationToken.None)).Total
                + (await Routing.GetDepthAsync(CancellationToken.None)).Total
            > 0
        )
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Clock);
            foreach (var (_, _, work) in _running.Where(worker => worker.Work.IsFaulted))
                await work;
        }
    }

    public async Task StopAsync()
    {
        foreach (var (_, stop, _) in _running)
            stop.Cancel();
        await Task.WhenAll(_running.Select(worker => worker.Work));
    }

    /// <summary>Stops the worker that was started last; it finishes what it has begun.</summary>
    public async Task<DrainReport> StopLatestAsync()
    {
        _running[^1].Stop.Cancel();
        return await _running[^1].Work;
    }

    /// <summary>The processes of all workers so far die at this instant.</summary>
    public void Kill()
    {
        while (_running.Count > 0)
            KillOldest();
    }

    /// <summary>The process of the worker that was started first dies at this instant.</summary>
    public void KillOldest()
    {
        _running[0].Life.End();
        _running.RemoveAt(0);
    }

    public void Dispose() => _running.ForEach(worker => worker.Stop.Dispose());

    public async Task<ContextSnapshot> ContextAsync(string user) =>
        ContextItems.Read(user, await ItemAsync(Keys.Context(user)));

    public async Task<Item?> ItemAsync(ItemKey key) =>
        (await Table.GetAsync(key, Consistency.Strong, CancellationToken.None)).Item;

    /// <summary>The user's pending captures, the newest first.</summary>
    public async Task<List<PendingCapture>> CapturesAsync(string user)
    {
        var captures = new List<PendingCapture>();
        var query = new Query(Keys.User(user), Keys.PendingPrefix, Descending: true);
        await foreach (var item in Table.QueryAllAsync(query))
            captures.Add(CaptureItems.Read(item));
        return captures;
    }

    /// <summary>Ids of the notifications sent, in order.</summary>
    public List<string> NotificationIds() => Expected.NotificationIdsIn(Notifications);

    /// <summary>The notes beside the dead letters, in order; what the queue itself has moved there has none.</summary>
    public List<FailureNote> FailureNotes() => FailureNotes(DeadLetters);

    /// <summary>The notes beside the dead letters of a queue.</summary>
    public static List<FailureNote> FailureNotes(InMemoryQueue deadLetters) =>
        [
            .. deadLetters
                .Snapshot()
                .Where(message => message.Attributes.ContainsKey(EventPipeline.FailureAttribute))
                .Select(message => FailureNote.FromJson(message.Attributes[EventPipeline.FailureAttribute].Text!)!),
        ];

    private static InMemoryQueue Create(InMemoryQueueService queues, QueueDefinition definition) =>
        (InMemoryQueue)queues.CreateAsync(definition, CancellationToken.None).Result;

    private sealed class Observer(Rig rig) : IPipelineObserver
    {
        public void OnSettled(Settlement settlement, Settled how)
        {
            var outcome = settlement switch
            {
                Settlement.Complete complete => complete.Outcome,
                Settlement.Reject reject => reject.Code,
                _ => how.ToString(),
            };
            rig.Settled.Add((settlement.Delivery.Message.MessageId, outcome));
        }

        public void OnAttempted(CommitAttempt attempt)
        {
            if (attempt.CommittedUsers > 0)
                rig.Transactions++;
        }
    }
}
