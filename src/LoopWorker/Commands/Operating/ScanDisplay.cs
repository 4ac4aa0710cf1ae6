using LoopWorker.Operations.Scanning;

namespace LoopWorker.Commands.Operating;

/// <summary>Shows on standard error how far a scan is. How many items there are, nobody knows beforehand.</summary>
internal static class ScanDisplay
{
    private const long LineEvery = 50_000;

    /// <summary>What to tell of each page: now and then, a line is written.</summary>
    /// <param name="found">What is found, in the plural.</param>
    public static Action<ScanProgress> Create(string found)
    {
        var next = LineEvery;
        return progress =>
        {
            if (progress.Read < next)
                return;
            Console.Error.WriteLine($"{progress.Read:N0} items read, {progress.Found:N0} {found} found");
            next = progress.Read - (progress.Read % LineEvery) + LineEvery;
        };
    }
}
