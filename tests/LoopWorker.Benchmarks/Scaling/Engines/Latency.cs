namespace LoopWorker.Benchmarks.Scaling.Engines;

/// <summary>How long calls take: lognormal, most about as long as the median and one in a hundred ten times that.</summary>
internal sealed class Latency(TimeSpan median, Random random, TimeProvider time)
{
    private const double Percentile99OverMedian = 10;

    // The 99th percentile of the standard normal distribution.
    private const double NormalPercentile99 = 2.326;
    private static readonly double Sigma = Math.Log(Percentile99OverMedian) / NormalPercentile99;

    /// <summary>How long the next call takes.</summary>
    public TimeSpan Draw()
    {
        // Box-Muller; the first factor must not be the logarithm of 0.
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return median * Math.Exp(Sigma * normal);
    }

    public Task PassAsync(TimeSpan duration, CancellationToken cancellation = default) =>
        Task.Delay(duration, time, cancellation);
}
