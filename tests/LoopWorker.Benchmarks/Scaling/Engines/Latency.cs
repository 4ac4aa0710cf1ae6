namespace LoopWorker.Benchmarks.Scaling.Engines;

/// <summary>How long calls take: lognormal, half of them up to the median and one in a hundred ten times that or more.</summary>
/// <remarks>
/// A hundred calls in a row take the hundred percentiles, in an order of chance: so even a short run has the mean of the
/// whole distribution, and runs can be compared.
/// </remarks>
internal sealed class Latency
{
    private const double Percentile99OverMedian = 10;
    private const int Samples = 100_000;

    private static readonly double[] NormalPercentiles = Percentiles();

    // The spread at which the 99th percentile, 2.326 standard deviations from the mean, is ten times the median.
    private static readonly double Sigma = Math.Log(Percentile99OverMedian) / 2.326;

    private readonly TimeSpan[] _deck;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private int _drawn;

    public Latency(TimeSpan median, Random random, TimeProvider time)
    {
        _deck = [.. NormalPercentiles.Select(percentile => median * Math.Exp(Sigma * percentile))];
        (_random, _time) = (random, time);
    }

    /// <summary>How long the next call takes.</summary>
    public TimeSpan Draw()
    {
        if (_drawn % _deck.Length == 0)
            _random.Shuffle(_deck);
        return _deck[_drawn++ % _deck.Length];
    }

    public Task PassAsync(TimeSpan duration, CancellationToken cancellation = default) =>
        Task.Delay(duration, _time, cancellation);

    // The middles of a hundred equal parts of the standard normal distribution, from many samples of it (Box-Muller).
    private static double[] Percentiles()
    {
        var random = new Random(1);
        var samples = new double[Samples];
        for (var i = 0; i < Samples; i++)
            samples[i] =
                Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        Array.Sort(samples);
        return [.. Enumerable.Range(0, 100).Select(part => samples[(2 * part + 1) * Samples / 200])];
    }
}
