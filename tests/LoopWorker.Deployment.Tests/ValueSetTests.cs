using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Deployment.Tests.Checks;

namespace LoopWorker.Deployment.Tests;

/// <summary>The chart with each set of values in <c>helm/loopworker/ci</c>.</summary>
public sealed class ValueSetTests
{
    public static TheoryData<string> Sets => [.. Chart.Sets];

    [Fact]
    public void There_are_many_sets() => Assert.InRange(Chart.Sets.Count(), 12, 40);

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Every_manifest_is_what_Kubernetes_and_KEDA_take(string set)
    {
        var manifests = await Chart.RenderSetAsync(set);
        Assert.All(manifests.All, manifest => Assert.Empty(manifest.Errors));
        Assert.Empty(ScalingChecks.Errors(manifests));
        Assert.Empty(ReferenceChecks.Errors(manifests));
        Assert.Empty(PodChecks.Errors(manifests));
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task The_worker_starts_with_the_environment_and_reads_from_it_what_it_says(string set)
    {
        foreach (var pod in (await Chart.RenderSetAsync(set)).Pods())
        {
            var container = pod.Spec["containers"]![0]!;
            var settings = LoadedSettings.Of(container);
            foreach (var (name, value) in LoadedSettings.VariablesOf(container))
                Assert.Equal(Plain(value), Plain(LoadedSettings.ValueOf(settings, name)));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task It_does_not_matter_how_a_version_of_helm_holds_numbers(string set) =>
        Assert.Equal(
            await Chart.TextOfSetAsync(set, textNumbers: false),
            await Chart.TextOfSetAsync(set, textNumbers: true)
        );

    [Fact]
    public async Task A_set_gives_every_setting_a_value_of_its_own()
    {
        var manifests = await Chart.RenderSetAsync("every-setting");
        var variables = manifests.Container["env"]!
            .AsArray()
            .ToDictionary(variable => variable!["name"].Text()!, variable => variable!["value"].Text());
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Chart.Folder, "values.schema.json")))!;
        var missing = Leaves(settings.At("properties.settings")!, "LoopWorker")
            .Where(leaf => !variables.TryGetValue(leaf.Name, out var value) || value == leaf.Default)
            .Select(leaf => leaf.Name);
        Assert.Empty(missing);
    }

    private static IEnumerable<(string Name, string? Default)> Leaves(JsonNode schema, string path) =>
        (schema["properties"], schema["items"]) switch
        {
            (JsonObject members, _) => members.SelectMany(member => Leaves(member.Value!, $"{path}__{member.Key}")),
            (_, { } item) => Leaves(item, $"{path}__0"),
            _ => [(path, schema["default"].Text())],
        };

    // 00:00:00.010 and 00:00:00.0100000 are one time.
    private static string? Plain(string? value) =>
        value is not null && value.Contains(':', StringComparison.Ordinal)
            ? TimeSpan.Parse(value, CultureInfo.InvariantCulture).ToString()
            : value?.ToUpperInvariant();
}
