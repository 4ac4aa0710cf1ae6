using System.Xml.Linq;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Deployment.Tests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests;

/// <summary>What the chart says of itself.</summary>
public sealed class ChartDocumentTests
{
    private const string Begin = "<!-- values -->\n";
    private const string End = "<!-- /values -->";

    private static readonly string Readme = File.ReadAllText(Path.Combine(Chart.Folder, "README.md"));
    private static readonly string Yaml = File.ReadAllText(Path.Combine(Chart.Folder, "values.yaml"));

    [Fact]
    public async Task The_README_lists_the_values_as_they_are()
    {
        var wanted = ValuesTable.Generate(Yaml, await Chart.ValuesAsync());
        var found = Readme.Split(Begin)[1].Split(End)[0];
        Assert.True(found == wanted, $"The values have changed. Put this into the chart's README.md:\n{wanted}");
    }

    [Fact]
    public async Task Every_value_is_described()
    {
        var described = ValuesTable.Meanings(Yaml).Select(value => value.Path).ToList();
        var silent = Values
            .Leaves(await Chart.ValuesAsync())
            .Select(leaf => leaf.Path)
            .Where(path => !described.Any(above => $"{path}.".StartsWith($"{above}.", StringComparison.Ordinal)));
        Assert.Empty(silent);
    }

    [Fact]
    public async Task The_chart_installs_the_version_of_the_program()
    {
        var version = XDocument.Load(Repository.At("Directory.Build.props")).Descendants("Version").Single().Value;
        var text = await File.ReadAllTextAsync(Path.Combine(Chart.Folder, "Chart.yaml"));
        Assert.Contains($"\nappVersion: \"{version}\"\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_README_links_to_files_that_exist() =>
        Assert.All(
            Readme.Split("](").Skip(1).Select(rest => rest.Split(')')[0]),
            link => Assert.True(File.Exists(Path.Combine(Chart.Folder, link)), link)
        );
}
