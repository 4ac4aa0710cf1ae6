using LoopWorker.Loop;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables.Observing;

namespace LoopWorker.Engines;

/// <summary>An engine whose queues and table tell observers of every call.</summary>
/// <param name="engine">The engine.</param>
/// <param name="time">Times the calls.</param>
/// <param name="ofQueues">Told of the calls to every queue.</param>
/// <param name="ofTable">Told of the calls to the table.</param>
public sealed class ObservedEngine(
    IEngine engine,
    TimeProvider time,
    IEnumerable<IQueueObserver> ofQueues,
    IEnumerable<ITableObserver> ofTable
) : IEngine
{
    public async Task<EngineParts> OpenAsync(CancellationToken cancellation) =>
        Observe(await engine.OpenAsync(cancellation), time, [.. ofQueues], [.. ofTable]);

    /// <summary>The same parts, observed.</summary>
    public static EngineParts Observe(
        EngineParts parts,
        TimeProvider time,
        IQueueObserver[] ofQueues,
        ITableObserver[] ofTable
    )
    {
        List<EventSource> sources =
        [
            .. parts.Sources.Select(source => source with { Source = OfSource(source.Source) }),
        ];
        return new EngineParts(
            new ObservedTable(parts.Table, time, ofTable),
            sources,
            OfQueue(parts.Notifications),
            parts.Routing is { } routing ? new UserRouting(OfSource(routing.Queue), sources) : null
        );

        Source OfSource(Source source) =>
            source with
            {
                Queue = OfQueue(source.Queue),
                DeadLetters = source.DeadLetters is { } deadLetters ? OfQueue(deadLetters) : null,
            };

        ObservedQueue OfQueue(IQueue queue) => new(queue, time, ofQueues);
    }
}
