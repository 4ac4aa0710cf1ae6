using System.Runtime.InteropServices;
using LoopWorker.EndToEndTests.Container;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.NativeAot;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;
using Variable = System.Environment;

[assembly: AssemblyFixture(typeof(NativeProgram))]

namespace LoopWorker.EndToEndTests.NativeAot;

/// <summary>
/// The program as it is published: native code. In CI it is published before the first test, and every test runs it, for it is what is
/// deployed, and starts in a tenth of the time. Elsewhere publishing waits until a test asks for it.
/// </summary>
public sealed class NativeProgram : IAsyncLifetime
{
    private static readonly TaskCompletionSource Initialized = new();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-");
    private readonly Lazy<Task> _published;

    public NativeProgram() => _published = new(() => PublishAsync(CommandRunner.Publish.Commands.Single()));

    /// <summary>Ends before the first test, when whatever is published without being asked for is published.</summary>
    public static Task BeforeTests => Initialized.Task;

    /// <summary>The folder that is deployed.</summary>
    public string Published => Path.Combine(_folder.FullName, "published");

    /// <summary>What starts it. A test that asks where it cannot be made is skipped.</summary>
    public async Task<IReadOnlyList<string>> CommandAsync()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await _published.Value;
        return [Path.Combine(Published, "loopworker")];
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            if (Missing is null && Variable.GetEnvironmentVariable("CI") is "true")
                WorkerProgram.Command = await CommandAsync();
        }
        finally
        {
            Initialized.SetResult();
        }
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Publishes as documented, but for this machine. It must succeed without a warning. What is unchanged is not made again.
    /// </summary>
    public async Task PublishAsync(DocumentedCommand documented, params IEnumerable<string> options)
    {
        // Apart from the checkout's bin and obj, which other builds use. No build server stays behind.
        var output = await Installed.RunAsync([
            .. documented
                .Text.Split(' ')
                .Select(word =>
                    word switch
                    {
                        "linux-x64" => RuntimeInformation.RuntimeIdentifier,
                        "published" => Published,
                        _ => word,
                    }
                ),
            "--artifacts-path",
            Path.Combine(_folder.FullName, "artifacts"),
            "--disable-build-servers",
            "-p:RestoreLockedMode=true",
            .. options,
        ]);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
    }

    private static string? Missing =>
        RuntimeInformation.RuntimeIdentifier is not ("linux-x64" or "linux-arm64")
            ? "The program is published for linux-x64 and linux-arm64 only."
        : CommandOutput.IsInstalled("clang") ? null
        : "Native code is linked by clang, which is not installed (package clang).";
}
