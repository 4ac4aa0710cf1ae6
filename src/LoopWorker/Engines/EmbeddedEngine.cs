using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Loop;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Metering;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables;
using LoopWorker.Tables.InMemory;
using LoopWorker.Tables.Metering;
using LoopWorker.Tables.Observing;

namespace LoopWorker.Engines;

/// <summary>
/// Queues and table in memory. What the worker does to them is metered; <see cref="Table"/> and the queues here are the
/// bare ones, for who feeds the worker and reads the results.
/// </summary>
public sealed class EmbeddedEngine : IEngine
{
    private readonly TableMeter _tableMeter = new();
    private readonly QueueMeter _queueMeter = new();
    private readonly EngineParts _bare;
    private readonly TimeProvider _time;
    private readonly IQueueObserver[] _queueObservers;
    private readonly ITableObserver[] _tableObservers;

    private EmbeddedEngine(
        InMemoryTable table,
        InMemoryQueueService queues,
        IReadOnlyList<EmbeddedSource> sources,
        EmbeddedSource? routing,
        InMemoryQueue notifications,
        TimeProvider time,
        EmbeddedObservers observers
    )
    {
        Table = table;
        Queues = queues;
        Sources = sources;
        Notifications = notifications;
        List<EventSource> eventSources =
        [
            .. sources.Select(source => new EventSource(AsSource(source), source.Settings.DefaultType)),
        ];
        _bare = new EngineParts(
            table,
            eventSources,
            notifications,
            routing is null ? null : new UserRouting(AsSource(routing), eventSources)
        );
        _time = time;
        _queueObservers = [_queueMeter, .. observers.OfQueues];
        _tableObservers = [_tableMeter, .. observers.OfTable];
    }

    public InMemoryTable Table { get; }

    public InMemoryQueueService Queues { get; }

    public IReadOnlyList<EmbeddedSource> Sources { get; }

    public InMemoryQueue Notifications { get; }

    /// <summary>Table calls and units of the worker so far.</summary>
    public TableUsage TableUsage => _tableMeter.Usage;

    /// <summary>Queue calls of the worker so far, by operation.</summary>
    public QueueUsage QueueUsage => _queueMeter.Usage;

    public static async Task<EmbeddedEngine> CreateAsync(
        LoopWorkerSettings settings,
        Randomness randomness,
        TimeProvider time,
        EmbeddedObservers? observers = null
    )
    {
        var blueprint = Blueprint.Of(settings);
        var queues = new InMemoryQueueService(randomness.NextId, time);
        var sources = new List<EmbeddedSource>();
        foreach (var source in blueprint.Sources)
            sources.Add(await CreateAsync(queues, source));
        var routing = blueprint.Routing is { } wanted ? await CreateAsync(queues, wanted) : null;
        var notifications = await CreateAsync(queues, blueprint.Notifications);
        return new EmbeddedEngine(
            new InMemoryTable(blueprint.Table, time),
            queues,
            sources,
            routing,
            notifications,
            time,
            observers ?? new([], [])
        );
    }

    public Task<EngineParts> OpenAsync(CancellationToken cancellation) =>
        Task.FromResult(ObservedEngine.Observe(_bare, _time, _queueObservers, _tableObservers));

    private static async Task<EmbeddedSource> CreateAsync(InMemoryQueueService queues, SourceBlueprint source)
    {
        var deadLetters = await CreateAsync(queues, source.DeadLetters);
        return new EmbeddedSource(await CreateAsync(queues, source.Queue), deadLetters, source.Settings);
    }

    private static async Task<InMemoryQueue> CreateAsync(InMemoryQueueService queues, QueueDefinition definition) =>
        (InMemoryQueue)await queues.CreateAsync(definition, CancellationToken.None);

    private static Source AsSource(EmbeddedSource source) =>
        new(source.Queue, source.DeadLetters, source.Settings.MaxReceiveCount, source.Settings.VisibilityTimeout);
}

/// <summary>Who else is told of the worker's calls.</summary>
/// <param name="OfQueues">Told of the calls of queues.</param>
/// <param name="OfTable">Told of the calls of the table.</param>
public sealed record EmbeddedObservers(IQueueObserver[] OfQueues, ITableObserver[] OfTable);
