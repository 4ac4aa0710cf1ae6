namespace LoopWorker.Simulation.Replicas;

/// <summary>What a replica does of the way of an event.</summary>
internal enum ReplicaRole
{
    /// <summary>All, without the routing queue.</summary>
    Direct,

    /// <summary>Both stages of the way by the routing queue.</summary>
    RouteAndApply,

    /// <summary>From the sources to the routing queue.</summary>
    Route,

    /// <summary>From the routing queue on.</summary>
    Apply,
}
