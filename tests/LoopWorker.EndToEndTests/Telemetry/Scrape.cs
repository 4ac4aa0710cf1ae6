using System.Text.RegularExpressions;
using LoopWorker.Core.Telemetry;

namespace LoopWorker.EndToEndTests.Telemetry;

/// <summary>What a worker serves to Prometheus: of each metric its kind and its labels, without those of every one.</summary>
internal static partial class Scrape
{
    private static readonly string[] OfEvery = ["otel_scope_name", "le"];

    /// <summary>Asks the worker on this machine.</summary>
    public static async Task<IReadOnlyDictionary<string, (MetricKind Kind, HashSet<string> Labels)>> OfAsync(int port)
    {
        using var client = new HttpClient();
        var lines = (await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/metrics"))).Split('\n');
        return lines
            .Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal))
            .Select(line => line.Split(' '))
            .Where(words => words[2] != "target_info")
            .ToDictionary(words => words[2], words => (KindOf(words[3]), LabelsOf(words[2], lines)));
    }

    private static MetricKind KindOf(string word) => Enum.Parse<MetricKind>(word, ignoreCase: true);

    private static HashSet<string> LabelsOf(string family, string[] lines) =>
        [
            .. lines
                .Where(line => Series(line) is var name && (name == family || IsPartOf(name, family)))
                .SelectMany(line => Label().Matches(line).Select(match => match.Groups["name"].Value))
                .Except(OfEvery),
        ];

    private static string Series(string line) => line.Split('{', ' ')[0];

    private static bool IsPartOf(string series, string family) =>
        series == $"{family}_bucket" || series == $"{family}_sum" || series == $"{family}_count";

    [GeneratedRegex("(?<=[{,])(?<name>\\w+)=\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Label();
}
