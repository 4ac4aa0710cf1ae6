namespace LoopWorker.Engines;

/// <summary>How long queues have to count no message until they pass for empty.</summary>
/// <param name="For">Between the first count of none and the last.</param>
/// <param name="BetweenCounts">From one count to the next.</param>
public sealed record QuietRule(TimeSpan For, TimeSpan BetweenCounts)
{
    /// <summary>
    /// SQS's counts are approximate, and lag by a minute and more: "several minutes" of none mean empty. Source: Amazon SQS Developer Guide, "Confirming that a
    /// queue is empty".
    /// </summary>
    public static QuietRule OnAws { get; } = new(TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(5));

    /// <summary>Emulators count at once; a message may still be on its way from one queue to the next.</summary>
    public static QuietRule OnEmulators { get; } = new(TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(300));

    /// <summary>The rule for where calls go.</summary>
    /// <param name="hosts">The hosts, with or without a port.</param>
    public static QuietRule Of(IEnumerable<string> hosts) => hosts.Any(AwsHosts.IsAws) ? OnAws : OnEmulators;
}
