using System.Diagnostics;
using System.Globalization;

namespace LoopWorker.Simulation;

/// <summary>
/// Runs seeds: <c>SIMULATION_SEEDS</c> of them (a few hundred by default) from <c>SIMULATION_SEED</c> on, or that one alone.
/// </summary>
public sealed class SeedTests(ITestOutputHelper output)
{
    [Fact]
    public void Nothing_is_lost_and_nothing_doubled_whatever_goes_wrong()
    {
        var (first, count) = Range();
        var clock = Stopwatch.StartNew();
        var effects = 0L;
        var hash = 0UL;
        Outcome? failed = null;
        Parallel.For(
            first,
            first + count,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            (seed, loop) =>
            {
                var outcome = SimulationRun.Run(seed);
                Interlocked.Add(ref effects, outcome.Effects);
                Interlocked.Add(ref hash, outcome.Hash);
                if (outcome.Violation is null)
                    return;
                Interlocked.CompareExchange(ref failed, outcome, null);
                loop.Stop();
            }
        );
        output.WriteLine($"{count} seeds, {effects} events in effect, {clock.Elapsed}, hash {hash:x16}.");
        if (failed is not null)
            Assert.Fail(Report(failed));
    }

    internal static string Report(Outcome failed) =>
        $"Seed {failed.Seed}: {failed.Violation}\nTo run it again: SIMULATION_SEED={failed.Seed} dotnet test tests/LoopWorker.Simulation\nThe last steps:\n{failed.Trace}";

    private static (int First, int Count) Range() =>
        Number("SIMULATION_SEED") is { } seed
            ? (seed, Number("SIMULATION_SEEDS") ?? 1)
            : (1, Number("SIMULATION_SEEDS") ?? 300);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
