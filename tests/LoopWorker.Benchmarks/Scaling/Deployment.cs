using LoopWorker.Benchmarks.Scaling.Engines;
using LoopWorker.Benchmarks.Scaling.Figures;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Loop;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Metering;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;
using LoopWorker.Tables.Results;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Benchmarks.Scaling;

/// <summary>
/// The queues and the table of one case: as they are, for who feeds the replicas and checks what they did, and as the
/// replicas have them, far away and metered.
/// </summary>
internal sealed class Deployment
{
    private const int MaxReceiveCount = 5;
    private static readonly TimeSpan VisibilityTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan QueueLatency = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan TableLatency = TimeSpan.FromMilliseconds(5);

    private readonly InMemoryQueueService _queues;
    private readonly QueueMeter _queueMeter = new();
    private readonly QueueMeter _sourceMeter = new();
    private readonly QueueMeter _routingMeter = new();
    private readonly TableMeter _tableMeter = new();
    private readonly Random _latencies;

    public Deployment(VirtualClock clock, int seed)
    {
        Clock = clock;
        _latencies = new Random(seed);
        _queues = new InMemoryQueueService(Randomness.Seeded(seed).NextId, clock);
        var deadLetters = Create(new QueueDefinition("loop-events-dlq"));
        Source = Create(
            new QueueDefinition("loop-events") { Redrive = new RedrivePolicy(deadLetters.Name, MaxReceiveCount) }
        );
        Notifications = Create(new QueueDefinition("loop-notifications"));
        var routingDeadLetters = Create(new QueueDefinition("loop-routing-dlq.fifo"));
        var routing = Create(
            new QueueDefinition("loop-routing.fifo")
            {
                Redrive = new RedrivePolicy(routingDeadLetters.Name, MaxReceiveCount),
            }
        );
        Table = new InMemoryTable(new TableDefinition("loop-agent-state", Attributes.TimeToLive), clock);
        Recorder = new Recorder(clock);
        var slow = new SlowTable(Table, LatencyOf(TableLatency), LatencyOf(TableLatency));
        Parts = new EngineParts(
            new ObservedTable(slow, clock, _tableMeter)
                .On<TableCall.Transact, TransactionResult>(
                    async (call, next) => Recorder.OnTransacted(call.Writes, await call.MakeAsync(next))
                )
                .Before<TableCall.GetMany>(call =>
                {
                    Recorder.OnRead(call.Keys);
                    return Task.CompletedTask;
                }),
            [From(Far(Source, _queueMeter, _sourceMeter), Far(deadLetters, _queueMeter))],
            Far(Notifications, _queueMeter)
        );
        Routed = From(Far(routing, _queueMeter, _routingMeter), Far(routingDeadLetters, _queueMeter));
    }

    public VirtualClock Clock { get; }

    public InMemoryQueue Source { get; }

    public InMemoryQueue Notifications { get; }

    public InMemoryTable Table { get; }

    /// <summary>The queues and the table as replicas have them.</summary>
    public EngineParts Parts { get; }

    /// <summary>The routing queue as replicas have it.</summary>
    public EventSource Routed { get; }

    /// <summary>Is told what all replicas do.</summary>
    public Recorder Recorder { get; }

    /// <summary>Table calls and units of all replicas so far.</summary>
    public TableUsage TableUsage => _tableMeter.Usage;

    /// <summary>Queue calls of all replicas so far, by operation.</summary>
    public QueueUsage QueueUsage => _queueMeter.Usage;

    /// <summary>Of these, those that bring routed events from the source to the routing queue.</summary>
    public QueueUsage RoutingUsage => _sourceMeter.Usage + _routingMeter.Usage.Only(QueueOperations.SendMessageBatch);

    private Latency LatencyOf(TimeSpan median) => new(median, _latencies, Clock);

    private InMemoryQueue Create(QueueDefinition definition) =>
        (InMemoryQueue)_queues.CreateAsync(definition, CancellationToken.None).Result;

    private static EventSource From(ObservedQueue queue, ObservedQueue deadLetters) =>
        new(new Source(queue, deadLetters, MaxReceiveCount, VisibilityTimeout), DefaultType: null);

    private ObservedQueue Far(InMemoryQueue queue, params IQueueObserver[] meters) =>
        new(new SlowQueue(queue, LatencyOf(QueueLatency), LatencyOf(QueueLatency)), Clock, meters);
}
