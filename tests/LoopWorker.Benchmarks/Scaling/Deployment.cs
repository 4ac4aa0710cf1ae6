using LoopWorker.Benchmarks.Scaling.Engines;
using LoopWorker.Benchmarks.Scaling.Figures;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Loop;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Metering;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Metering;
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
    private readonly List<MeteredQueue> _meteredQueues = [];
    private readonly MeteredQueue _meteredSource;
    private readonly MeteredQueue _meteredRouting;
    private readonly MeteredTable _meteredTable;
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
        _meteredTable = new MeteredTable(new SlowTable(Table, LatencyOf(TableLatency), LatencyOf(TableLatency)));
        Parts = new EngineParts(
            _meteredTable
                .On<TableCall.Transact, TransactionResult>(
                    async (call, next) => Recorder.OnTransacted(call.Writes, await call.MakeAsync(next))
                )
                .Before<TableCall.GetMany>(call =>
                {
                    Recorder.OnRead(call.Keys);
                    return Task.CompletedTask;
                }),
            [From(_meteredSource = Far(Source), Far(deadLetters))],
            Far(Notifications)
        );
        Routed = From(_meteredRouting = Far(routing), Far(routingDeadLetters));
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
    public TableUsage TableUsage => _meteredTable.Usage;

    /// <summary>Queue calls of all replicas so far, by operation.</summary>
    public QueueUsage QueueUsage => _meteredQueues.Aggregate(QueueUsage.None, (sum, queue) => sum + queue.Usage);

    /// <summary>Of these, those that bring routed events from the source to the routing queue.</summary>
    public QueueUsage RoutingUsage => _meteredSource.Usage + _meteredRouting.Usage.Only("SendMessageBatch");

    private Latency LatencyOf(TimeSpan median) => new(median, _latencies, Clock);

    private InMemoryQueue Create(QueueDefinition definition) =>
        (InMemoryQueue)_queues.CreateAsync(definition, CancellationToken.None).Result;

    private static EventSource From(MeteredQueue queue, MeteredQueue deadLetters) =>
        new(new Source(queue, deadLetters, MaxReceiveCount, VisibilityTimeout), DefaultType: null);

    private MeteredQueue Far(InMemoryQueue queue)
    {
        var metered = new MeteredQueue(new SlowQueue(queue, LatencyOf(QueueLatency), LatencyOf(QueueLatency)));
        _meteredQueues.Add(metered);
        return metered;
    }
}
