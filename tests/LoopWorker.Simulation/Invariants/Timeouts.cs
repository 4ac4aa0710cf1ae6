namespace LoopWorker.Simulation.Invariants;

/// <summary>The times that a run goes by.</summary>
internal static class Timeouts
{
    /// <summary>Not of whole seconds, so that an extension is told from every other change of visibility.</summary>
    public static readonly TimeSpan Visibility = TimeSpan.FromSeconds(8.5);

    /// <summary>What an answer may be late.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(6);

    /// <summary>Seconds by which the clocks of replicas may differ.</summary>
    public const long Skew = 60;

    /// <summary>Places in a ring of captures.</summary>
    public const int Ring = 10;
}
