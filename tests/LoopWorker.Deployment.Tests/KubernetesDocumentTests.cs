using System.Text.RegularExpressions;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Deployment.Tests.Checks;
using LoopWorker.Deployment.Tests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests;

/// <summary>
/// The commands of docs/deploy/kubernetes.md, one after another, with the files that the document shows. There is no cluster: what
/// would be installed is rendered and checked.
/// </summary>
public sealed partial class KubernetesDocumentTests
{
    private static readonly string Document = File.ReadAllText(Repository.At("docs", "deploy", "kubernetes.md"));

    [Fact]
    public async Task Its_commands_work()
    {
        var releases = new Dictionary<string, Manifests>(StringComparer.Ordinal);
        var folder = Directory.CreateTempSubdirectory("loopworker-");
        try
        {
            foreach (var (name, text) in Files())
                await File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);
            var commands = Commands().ToList();
            Assert.True(commands.Count >= 8, "The document names commands.");
            foreach (var command in commands)
                await RunAsync(command.Split(' '), folder.FullName, releases);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Every_file_that_it_shows_is_used()
    {
        var used = Commands().SelectMany(command => command.Split(' ')).ToHashSet();
        Assert.All(Files(), file => Assert.Contains(file.Name, used));
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

    private static IEnumerable<string> Commands() =>
        Block()
            .Matches(Document)
            .Where(block => block.Groups["language"].Value == "sh")
            .SelectMany(block => block.Groups["text"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    // The first line of a file in the document is a comment with its name.
    private static IEnumerable<(string Name, string Text)> Files() =>
        Block()
            .Matches(Document)
            .Where(block => block.Groups["language"].Value == "yaml")
            .Select(block =>
                (block.Groups["text"].Value.Split('\n')[0].TrimStart('#', ' '), block.Groups["text"].Value)
            );

    [GeneratedRegex(
        "^```(?<language>[a-z]+)\n(?<text>.*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 5_000
    )]
    private static partial Regex Block();
}
