namespace LoopWorker.Benchmarks.Scaling;

/// <summary>How events get from the source queue to the replica that applies them. <see cref="Replica"/> puts together what each takes.</summary>
internal enum ScaleWay
{
    /// <summary>Whichever replica receives an event applies it.</summary>
    Direct,

    /// <summary>Every event goes once more through a FIFO queue whose message group is its user.</summary>
    Routed,
}
