namespace LoopWorker.Configuration;

/// <summary><c>LoopWorker:Health</c>.</summary>
public sealed class HealthSettings
{
    /// <summary>The port on which <c>run</c> answers probes, on all interfaces; off with 0.</summary>
    public int Port { get; set; }

    /// <summary>Whether the port also serves <c>/metrics</c>, in the format of Prometheus.</summary>
    public bool Metrics { get; set; }

    /// <summary>
    /// How long a stage with work may stand still, while neither the queues nor the table explain it, until the worker counts as hung.
    /// </summary>
    public TimeSpan StallAfter { get; set; } = TimeSpan.FromMinutes(2);
}
