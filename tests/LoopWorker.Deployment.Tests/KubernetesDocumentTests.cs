using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Deployment.Tests.Checks;
using LoopWorker.Deployment.Tests.Environment;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;

namespace LoopWorker.Deployment.Tests;

/// <summary>
/// The commands of a page that installs the chart, one after another, with the files that the page shows. There is no cluster: what
/// would be installed is rendered and checked.
/// </summary>
public sealed class KubernetesDocumentTests
{
    public static TheoryData<string> Pages =>
        [.. CommandRunner.OnKubernetes.Blocks.Select(block => block.Page).Distinct()];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Its_commands_work(string page)
    {
        var releases = new Dictionary<string, Manifests>(StringComparer.Ordinal);
        var folder = Directory.CreateTempSubdirectory("loopworker-");
        try
        {
            foreach (var (name, text) in Files(page))
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
            foreach (var command in Commands(page))
                await RunAsync(command.Split(' '), folder.FullName, releases);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_file_that_it_shows_is_used(string page)
    {
        var used = Commands(page).SelectMany(command => command.Split(' ')).ToHashSet();
        Assert.All(Files(page), file => Assert.Contains(file.Name, used));
    }

    private static async Task RunAsync(string[] command, string folder, Dictionary<string, Manifests> releases)
    {
        switch (command)
        {
            case ["helm", "template", var name, .. var rest]:
                await InstallAsync(name, rest, folder);
                break;
            case ["helm", "upgrade", "--install", var name, .. var rest]:
                releases[name] = await InstallAsync(name, rest.Where(option => option != "--create-namespace"), folder);
                break;
            case ["helm", "test", var name, "--namespace", _]:
                Assert.NotNull(releases[name].The("Pod").At("metadata.annotations")!["helm.sh/hook"]);
                break;
            case ["helm", "rollback", var name, "--namespace", _]:
                Assert.True(releases.ContainsKey(name));
                break;
            default:
                Assert.Fail($"No test knows how to run '{string.Join(' ', command)}'.");
                break;
        }
    }

    private static async Task<Manifests> InstallAsync(string name, IEnumerable<string> arguments, string folder)
    {
        var located = arguments.Select(argument =>
            argument.EndsWith(".yaml", StringComparison.Ordinal) ? Path.Combine(folder, argument) : argument
        );
        var rendered = await CommandOutput.OfAsync(ChartTools.Renderer, ["template", name, .. located]);
        Assert.True(rendered.ExitCode == 0, rendered.Error);
        var manifests = await Manifests.ParseAsync(rendered.Output);
        Assert.All(manifests.All, manifest => Assert.Empty(manifest.Errors));
        Assert.Empty(ScalingChecks.Errors(manifests));
        LoadedSettings.Of(manifests.Container);
        return manifests;
    }

    private static IEnumerable<string> Commands(string page) =>
        CommandRunner.OnKubernetes.Commands.Where(command => command.Page == page).Select(command => command.Text);

    // The first line of a file on a page is a comment with its name.
    private static IEnumerable<(string Name, string Text)> Files(string page) =>
        Page
            .All.Single(other => other.Path == page)
            .Blocks.Where(block => block.Language == "yaml")
            .Select(block => block.Commands.Text)
            .Select(text => (text.Split('\n')[0].TrimStart('#', ' '), text));
}
