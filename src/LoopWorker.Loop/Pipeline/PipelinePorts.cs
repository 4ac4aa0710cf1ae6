using LoopWorker.Loop.Pipeline.Routing;
using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Loop.Pipeline;

/// <summary>What a pipeline works on, besides the queues that messages are taken from.</summary>
/// <param name="Table">The one table.</param>
/// <param name="Notifications">The queue that notifications go to.</param>
/// <param name="Routing">The way by the routing queue; null if events take effect where they are received.</param>
public sealed record PipelinePorts(ITable Table, IQueue Notifications, UserRouting? Routing = null);
