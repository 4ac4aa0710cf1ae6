namespace LoopWorker.EndToEndTests.Environment.Faults;

/// <summary>What happens to one call.</summary>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Latency">What the call takes in any case.</param>
/// <param name="Chance">From 0 up to 1: where the fault has a choice.</param>
public sealed record PlannedCall(Fault Fault, TimeSpan Latency, double Chance);

/// <summary>
/// Says of every call what happens to it, from the seed alone: the nth call of an operation meets the same on every run. Pure.
/// </summary>
/// <param name="Seed">Another seed, another plan.</param>
/// <param name="Shares">The share of calls that meets each fault, 0 to 1, together at most 1.</param>
/// <param name="MaxLatency">What a call takes at most if nothing goes wrong.</param>
public sealed record FaultPlan(int Seed, IReadOnlyDictionary<Fault, double> Shares, TimeSpan MaxLatency)
{
    /// <summary>About one call in five goes wrong, in every way there is, and all calls take a while.</summary>
    public static FaultPlan Rough(int seed) =>
        new(
            seed,
            new Dictionary<Fault, double>
            {
                [Fault.Cut] = 0.02,
                [Fault.AnswerLost] = 0.03,
                [Fault.AnswerTruncated] = 0.02,
                [Fault.Delayed] = 0.03,
                [Fault.RequestLate] = 0.003,
                [Fault.AnswerLate] = 0.003,
                [Fault.Throttled] = 0.03,
                [Fault.FailedBefore] = 0.01,
                [Fault.FailedAfter] = 0.01,
                [Fault.Unavailable] = 0.01,
                [Fault.EntryFailed] = 0.03,
            },
            TimeSpan.FromMilliseconds(100)
        );

    /// <summary>The same happens to every call.</summary>
    public static FaultPlan Always(Fault fault) => new(0, new Dictionary<Fault, double> { [fault] = 1 }, TimeSpan.Zero);

    /// <param name="operation">The operation's name in the service's API.</param>
    /// <param name="number">Which call of this operation it is.</param>
    public PlannedCall For(string operation, int number)
    {
        var random = new Random(Hash($"{Seed}/{operation}/{number}"));
        var (draw, latency, chance) = (random.NextDouble(), MaxLatency * random.NextDouble(), random.NextDouble());
        foreach (var (fault, share) in Shares.OrderBy(share => share.Key))
            if ((draw -= share) < 0)
                return new PlannedCall(fault, latency, chance);
        return new PlannedCall(Fault.None, latency, chance);
    }

    // FNV-1a: string.GetHashCode differs from process to process.
    private static int Hash(string text) =>
        unchecked((int)text.Aggregate(2_166_136_261, (hash, character) => (hash ^ character) * 16_777_619));
}
