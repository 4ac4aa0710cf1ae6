using System.Text.RegularExpressions;

namespace LoopWorker.Deployment.Tests.Monitoring;

/// <summary>What an expression of Prometheus names. Whether it is well formed, promtool says.</summary>
/// <param name="Selectors">Series, each with the labels that it is selected by.</param>
/// <param name="Grouping">Labels that are grouped by or joined on.</param>
internal sealed partial record Query(
    IReadOnlyList<(string Series, IReadOnlyList<string> Labels)> Selectors,
    IReadOnlyList<string> Grouping
)
{
    private static readonly string[] Operators = ["and", "or", "unless", "offset", "bool"];

    public static Query Parse(string expression)
    {
        var text = Ignored().Replace(expression, " ");
        var grouping = Groupings().Matches(text).SelectMany(match => Words(match.Groups["labels"].Value));
        text = Groupings().Replace(text, " ");
        var selectors = Series()
            .Matches(text)
            .Where(match => !Operators.Contains(match.Groups["series"].Value))
            .Select(match =>
                (
                    match.Groups["series"].Value,
                    (IReadOnlyList<string>)[.. Words(match.Groups["matchers"].Value.Trim('{', '}'))]
                )
            );
        return new Query([.. selectors], [.. grouping]);
    }

    /// <summary>What it names that no worker has.</summary>
    public IEnumerable<string> Unknown()
    {
        foreach (var (series, labels) in Selectors)
        {
            if (!WorkerSeries.All.TryGetValue(series, out var known))
                yield return series;
            else
                foreach (var label in labels.Except(known))
                    yield return $"{series}{{{label}}}";
        }
        var all = Selectors.SelectMany(selector =>
            WorkerSeries.All.TryGetValue(selector.Series, out var known) ? known : []
        );
        foreach (var label in Grouping.Except(all))
            yield return $"by ({label})";
    }

    // Of matchers, their values are gone already.
    private static IEnumerable<string> Words(string text) =>
        Word().Matches(text).Select(match => match.Value).Where(word => word.Length > 0);

    /// <summary>Comments, strings, ranges and Grafana's variables.</summary>
    [GeneratedRegex("""#[^\n]*|"[^"]*"|\[[^\]]*\]|\$\w+""", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Ignored();

    [GeneratedRegex(
        @"\b(by|without|on|ignoring|group_left|group_right)\s*\((?<labels>[^)]*)\)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Groupings();

    // A name with or without matchers, but not before a parenthesis: that is a function.
    [GeneratedRegex(
        @"\b(?<series>[a-z_]\w*)\b(?!\s*\()(?<matchers>\{[^}]*\})?",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Series();

    [GeneratedRegex(@"[a-z_]\w*", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Word();
}
