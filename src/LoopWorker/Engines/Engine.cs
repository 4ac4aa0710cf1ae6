using LoopWorker.Loop;
using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Engines;

/// <summary>What the worker works on: opened by an engine, the only thing that differs between clouds and none.</summary>
/// <param name="Table">The one table.</param>
/// <param name="Sources">The queues that events come from.</param>
/// <param name="Notifications">The queue that notifications go to.</param>
/// <param name="Routing">The way by the routing queue; null if there is none.</param>
public sealed record EngineParts(
    ITable Table,
    IReadOnlyList<EventSource> Sources,
    IQueue Notifications,
    UserRouting? Routing = null
);

/// <summary>Opens queues and table.</summary>
public interface IEngine
{
    Task<EngineParts> OpenAsync(CancellationToken cancellation);
}
