using LoopWorker.Benchmarks.Scaling.Traffic;

namespace LoopWorker.Benchmarks.Scaling;

/// <summary>What is measured: so many replicas, going about it one way, under one kind of traffic.</summary>
internal sealed record ScaleCase(ScaleWay Way, int Replicas, Workload Workload)
{
    public string WayName => Way.ToString().ToLowerInvariant();

    public static bool IsWay(string text, out ScaleWay way) => Enum.TryParse(text, ignoreCase: true, out way);

    public override string ToString() => $"{Workload.Name}, {WayName}, {Replicas} replicas";
}

/// <summary>How a case is measured.</summary>
/// <param name="WarmUp">Virtual time before the window.</param>
/// <param name="Window">Virtual time that is measured.</param>
/// <param name="Seed">The same seed gives the same figures.</param>
internal sealed record ScaleOptions(TimeSpan WarmUp, TimeSpan Window, int Seed);
