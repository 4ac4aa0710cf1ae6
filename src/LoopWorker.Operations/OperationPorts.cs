using LoopWorker.Core;
using LoopWorker.Messages.Reading;
using LoopWorker.Queues;
using LoopWorker.Tables;

namespace LoopWorker.Operations;

/// <summary>What operations work on.</summary>
/// <param name="Table">The worker's table.</param>
/// <param name="Queues">The queues of the account.</param>
/// <param name="Events">Reads messages by the worker's rules, whatever their age.</param>
/// <param name="Refuses">Why a worker would refuse an event that reads well: its age, an amount without a rate; null if it would not.</param>
/// <param name="Randomness">Ids and jitter.</param>
/// <param name="Time">The clock.</param>
public sealed record OperationPorts(
    ITable Table,
    IQueueService Queues,
    EventReader Events,
    EventRule Refuses,
    Randomness Randomness,
    TimeProvider Time
);
