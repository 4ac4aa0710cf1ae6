using LoopWorker.Loop.Pipeline;
using LoopWorker.Queues;
using LoopWorker.Simulation.Invariants;
using LoopWorker.Tables;

namespace LoopWorker.Simulation.Mutations;

/// <summary>A rule broken on purpose, between the worker and its ports. This one breaks none.</summary>
internal class Mutation
{
    public static Mutation None { get; } = new();

    /// <summary>What the worker believes the visibility timeout to be.</summary>
    public virtual TimeSpan VisibilityTimeout => Timeouts.Visibility;

    /// <summary>Whether it waits where it is denied something.</summary>
    public virtual bool WaitsForPermissions => true;

    /// <summary>What it is told to do.</summary>
    public virtual PipelineOptions Of(PipelineOptions options) => options;

    public virtual ITable Of(ITable table, World world) => table;

    public virtual IQueue Of(IQueue queue, World world) => queue;
}
