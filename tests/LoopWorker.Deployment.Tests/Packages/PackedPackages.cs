using System.IO.Compression;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests.Packages;

/// <summary>The packages, packed once out of what is built, as docs/packages.md says.</summary>
public sealed class PackedPackages : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-packages-");

    /// <summary>Their names, as the test expects them.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "LoopWorker.Aws",
        "LoopWorker.Core",
        "LoopWorker.Messages",
        "LoopWorker.Queues",
        "LoopWorker.Queues.Sqs",
        "LoopWorker.Tables",
        "LoopWorker.Tables.DynamoDb",
        "LoopWorker.Tables.Patterns",
    ];

    /// <summary>The folder feed.</summary>
    public string Feed => Path.Combine(_folder.FullName, "feed");

    /// <summary>A folder of the test's own beside it.</summary>
    public string FolderOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask InitializeAsync()
    {
        // The tests are in bin/<configuration>/<framework>.
        var configuration = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!;
        await RunAsync("pack", "LoopWorker.sln", "--configuration", configuration, "--no-build", "--output", Feed);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>A package or its symbols.</summary>
    public ZipArchive Open(string name, string extension) =>
        ZipFile.OpenRead(
            Directory
                .EnumerateFiles(Feed, $"{name}.*.{extension}")
                .Single(file => char.IsAsciiDigit(Path.GetFileName(file)[name.Length + 1]))
        );

    /// <summary>Runs <c>dotnet</c>, which must succeed without a warning, and leave no build server behind.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var said = await CommandOutput.OfAsync("dotnet", [.. arguments, .. Quiet(arguments[0])]);
        Assert.True(said.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{said.Output}{said.Error}");
        Assert.DoesNotContain(": warning ", said.Output, StringComparison.Ordinal);
        return said.Output;
    }

    private static string[] Quiet(string command) =>
        command is "pack" or "build" ? ["--nologo", "--verbosity", "quiet", "--disable-build-servers"] : [];
}
