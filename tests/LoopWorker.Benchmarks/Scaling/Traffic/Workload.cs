namespace LoopWorker.Benchmarks.Scaling.Traffic;

/// <summary>Whom the events concern.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Users">How many users there are.</param>
/// <param name="Exponent">
/// How unequal they are: the user of rank k is drawn in proportion to 1 / k^s (Zipf). 0 draws all alike.
/// </param>
internal sealed record Workload(string Name, int Users, double Exponent)
{
    public static IReadOnlyList<Workload> All { get; } =
    [new("uniform50000", 50_000, 0), new("uniform1000", 1_000, 0), new("zipf50000", 50_000, 1.1), new("hot", 1, 0)];

    /// <summary>For each user, in order of rank, the share of events that concern this one or one before it.</summary>
    public double[] CumulativeShares()
    {
        var shares = new double[Users];
        var sum = 0.0;
        for (var i = 0; i < Users; i++)
            shares[i] = sum += Math.Pow(i + 1, -Exponent);
        for (var i = 0; i < Users; i++)
            shares[i] /= sum;
        return shares;
    }
}
