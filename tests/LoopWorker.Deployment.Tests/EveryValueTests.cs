using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Deployment.Tests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests;

/// <summary>Every value of the chart does something, as <c>alternatives.yaml</c> beside this file shows.</summary>
public sealed class EveryValueTests
{
    [Fact]
    public async Task The_table_has_an_alternative_for_every_value()
    {
        var values = Values.Leaves(await Chart.ValuesAsync()).Select(leaf => leaf.Path);
        var alternatives = await AlternativesAsync();
        Assert.Equal(values.Order(StringComparer.Ordinal), alternatives.Select(Path).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_value_changes_what_is_rendered()
    {
        var idle = new List<string>();
        foreach (var alternative in await AlternativesAsync())
        {
            var given = alternative["given"] as JsonObject ?? [];
            var changed = Values.With(given, Path(alternative), alternative["becomes"]);
            if (await Chart.TextAsync(given.ToJsonString()) == await Chart.TextAsync(changed.ToJsonString()))
                idle.Add(Path(alternative));
        }
        Assert.Empty(idle);
    }

    private static string Path(JsonNode alternative) => (string)alternative["value"]!;

    private static async Task<IReadOnlyList<JsonNode>> AlternativesAsync()
    {
        var table = Repository.At("tests", "LoopWorker.Deployment.Tests", "alternatives.yaml");
        var parsed = await Manifests.ReadAsync(await File.ReadAllTextAsync(table));
        return [.. Assert.Single(parsed)!["document"]!.AsArray().OfType<JsonNode>()];
    }
}
