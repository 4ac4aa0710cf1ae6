using System.Text.RegularExpressions;

namespace LoopWorker.Testing.Documents;

/// <summary>
/// The test that runs commands of a kind, whatever page they stand on. It takes them out of the pages itself, so that what is run is what
/// readers are told, and a command that is added to a page is run from then on. One that is of no kind makes a test fail, which names it.
/// </summary>
/// <param name="Name">The name of the property here.</param>
/// <param name="Test">The path of the test's file.</param>
/// <param name="Pattern">How the commands begin.</param>
/// <param name="Instead">What is not done as the page says, why not, and what is checked instead; null if it is run as it stands.</param>
/// <param name="OnPage">The page whose commands it runs, which no other test runs then; null for all other pages.</param>
public sealed record CommandRunner(
    string Name,
    string Test,
    string Pattern,
    string? Instead = null,
    string? OnPage = null
)
{
    private const string Worker = "dotnet run --project src/LoopWorker -- ";
    private const string Embedded = "(demo|process)";
    private const string Samples = "dotnet run --project samples/Toolkit";
    private const string OnDynamoDb = ".* --dynamodb( |$)";

    public static CommandRunner WithoutCloud { get; } =
        new(
            nameof(WithoutCloud),
            "tests/LoopWorker.Tests/Documents/EmbeddedCommandsTests.cs",
            $"{Worker}{Embedded}( |$)"
        );

    public static CommandRunner ToolkitSamples { get; } =
        new(
            nameof(ToolkitSamples),
            "tests/LoopWorker.Tests/Samples/SampleCommandsTests.cs",
            $"{Samples}(?!{OnDynamoDb})( |$)"
        );

    public static CommandRunner OnEmulators { get; } =
        new(
            nameof(OnEmulators),
            "tests/LoopWorker.EndToEndTests/Documents/EmulatorCommandsTests.cs",
            @$"{Worker}(?!{Embedded})|{Samples}{OnDynamoDb}|([A-Z_]+=\S+ )*loopworker |localstack/emulators\.sh |set -a; \. localstack/endpoints\.env|export LoopWorker__",
            "The emulators have ports of their own, for the usual ones may be taken. A worker that would run on is stopped once it has begun."
        );

    public static CommandRunner Runbook { get; } =
        new(
            nameof(Runbook),
            "tests/LoopWorker.EndToEndTests/Documents/RunbookCommandsTests.cs",
            @"([A-Za-z_0-9]+=\S+ )*loopworker |echo ",
            "Nothing is wrong but some dead letters, and a worker runs all the while.",
            "docs/operations.md"
        );

    public static CommandRunner OnAws { get; } =
        new(
            nameof(OnAws),
            "tests/LoopWorker.EndToEndTests/Deploying/DeploymentCommandsTests.cs",
            "aws ",
            "There is no account: the AWS command line checks what it is told and sends it to AwsControlPlane, which takes what is well formed."
        );

    public static CommandRunner OnKubernetes { get; } =
        new(
            nameof(OnKubernetes),
            "tests/LoopWorker.Deployment.Tests/KubernetesDocumentTests.cs",
            "helm ",
            "There is no cluster: what would be installed is rendered, and checked against the schemas of Kubernetes and KEDA."
        );

    public static CommandRunner Benchmarks { get; } =
        new(
            nameof(Benchmarks),
            "tests/LoopWorker.EndToEndTests/Documents/BenchmarkCommandsTests.cs",
            "dotnet run -c Release --project tests/LoopWorker.Benchmarks -- ",
            "They measure for many minutes: what a command leaves to its defaults is made smaller. Another build is this one."
        );

    public static CommandRunner Images { get; } =
        new(
            nameof(Images),
            "tests/LoopWorker.EndToEndTests/Container/ImageCommands.cs",
            "docker |dotnet publish .*-t:PublishContainer",
            "No Docker engine, no registry: podman builds and runs, on stand-ins for the base images, and nothing is pushed. For the other architecture it goes as far as the compiler."
        );

    public static CommandRunner Publish { get; } =
        new(
            nameof(Publish),
            "tests/LoopWorker.EndToEndTests/NativeAot/NativeProgram.cs",
            "dotnet publish (?!.*PublishContainer)",
            "It publishes for the machine that it runs on, into a folder of its own."
        );

    public static CommandRunner TestRun { get; } =
        new(
            nameof(TestRun),
            "tests/LoopWorker.Tests/Documents/TestRunCommandsTests.cs",
            "dotnet test( |$)",
            "A test run cannot run itself: .ci/run does it, with every test project of the solution."
        );

    public static IReadOnlyList<CommandRunner> All { get; } =
    [WithoutCloud, ToolkitSamples, OnEmulators, Runbook, OnAws, OnKubernetes, Benchmarks, Images, Publish, TestRun];

    /// <summary>The blocks of all pages that this one runs, in order.</summary>
    public IEnumerable<CommandBlock> Blocks =>
        Page.All.SelectMany(page => page.CommandBlocks).Where(block => block.Commands.Any(Runs));

    /// <summary>The commands in them.</summary>
    public IEnumerable<DocumentedCommand> Commands => Blocks.SelectMany(block => block.Commands);

    /// <summary>Whether a command is of this kind.</summary>
    public bool Runs(DocumentedCommand command) =>
        (OnPage is null ? All.All(other => other.OnPage != command.Page) : OnPage == command.Page)
        && Regex.IsMatch(
            command.Text,
            $"^({Pattern})",
            RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(1)
        );

    /// <summary>What is wrong with a block: a command that no test runs, or commands that are run by several tests. Pure.</summary>
    public static IEnumerable<string> ErrorsOf(CommandBlock block)
    {
        var runners = new HashSet<CommandRunner>();
        foreach (var command in block.Commands)
        {
            if (All.FirstOrDefault(runner => runner.Runs(command)) is { } runner)
                runners.Add(runner);
            else
                yield return $"{command} (no test runs it: see {nameof(CommandRunner)})";
        }
        if (runners.Count > 1)
            yield return $"{block.Page}:{block.Line}: its commands are run by {string.Join(" and ", runners.Select(runner => runner.Test))}: make two blocks of it.";
    }
}
