using System.Globalization;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Environment.Faults;

/// <summary>
/// The seeds of a test that runs under faults: <c>LOOPWORKER_FAULT_SEED</c> to run one again, <c>LOOPWORKER_FAULT_RUNS</c> for so many
/// new ones; else a single new one.
/// </summary>
public static class FaultSeeds
{
    public static IEnumerable<int> ForThisRun() =>
        Number("LOOPWORKER_FAULT_SEED") is { } seed
            ? [seed]
            : Enumerable.Range(0, Number("LOOPWORKER_FAULT_RUNS") ?? 1).Select(_ => Random.Shared.Next());

    private static int? Number(string variable) =>
        Variable.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
