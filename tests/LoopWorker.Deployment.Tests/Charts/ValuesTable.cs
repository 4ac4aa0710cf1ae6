using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LoopWorker.Deployment.Tests.Charts;

/// <summary>The table of the chart's README: values and defaults from values.yaml, meanings from the comments that begin with <c># --</c>.</summary>
internal static partial class ValuesTable
{
    public static string Generate(string yaml, JsonObject values)
    {
        var table = new StringBuilder("| value | default | meaning |\n|---|---|---|\n");
        foreach (var (path, meaning) in Meanings(yaml))
            table.Append(
                $"| `{path}` | {Default(values.At(path))} | {meaning.Replace("|", "\\|", StringComparison.Ordinal)} |\n"
            );
        return table.ToString();
    }

    /// <summary>What each value means, in the order of the file. One that has no comment of its own belongs to what it is part of.</summary>
    public static IEnumerable<(string Path, string Meaning)> Meanings(string yaml)
    {
        var path = new Stack<(int Indent, string Name)>();
        string? meaning = null;
        foreach (var line in yaml.Split('\n'))
        {
            if (Comment().Match(line) is { Success: true } comment)
            {
                meaning = comment.Groups["text"].Value;
                continue;
            }
            if (Key().Match(line) is not { Success: true } key)
                continue;
            var indent = key.Groups["indent"].Length;
            while (path.TryPeek(out var above) && above.Indent >= indent)
                path.Pop();
            path.Push((indent, key.Groups["name"].Value));
            if (meaning is not null)
                yield return (string.Join('.', path.Reverse().Select(part => part.Name)), meaning);
            meaning = null;
        }
    }

    private static string Default(JsonNode? value) => value is null ? "`null`" : $"`{value.ToJsonString()}`";

    [GeneratedRegex("^ *# -- (?<text>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Comment();

    [GeneratedRegex("^(?<indent> *)(?<name>[A-Za-z]+):", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Key();
}
