using System.Diagnostics;
using System.Runtime.InteropServices;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.NativeAot;

/// <summary>The program as it is published: native code, made once for the tests that run it.</summary>
public sealed class NativeProgram : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-");
    private string? _missing;

    /// <summary>What starts it. A test that asks where it cannot be made is skipped.</summary>
    public IReadOnlyList<string> Command
    {
        get
        {
            Assert.SkipWhen(_missing is not null, _missing ?? "");
            return [Path.Combine(Published, "loopworker")];
        }
    }

    /// <summary>The folder that is deployed.</summary>
    public string Published => Path.Combine(_folder.FullName, "published");

    public async ValueTask InitializeAsync()
    {
        _missing = Missing();
        if (_missing is null)
            await PublishAsync();
        else
            await Console.Error.WriteLineAsync($"The native program is not tested: {_missing}");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string? Missing()
    {
        if (RuntimeInformation.RuntimeIdentifier is not ("linux-x64" or "linux-arm64"))
            return "The program is published for linux-x64 and linux-arm64 only.";
        var folders = (Variable.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => File.Exists(Path.Combine(folder, "clang")))
            ? null
            : "Native code is linked by clang, which is not installed (package clang).";
    }

    // As documented, but for this machine, and apart from the checkout's bin and obj, which other builds use. No build server stays behind.
    private async Task PublishAsync()
    {
        var documented = CommandRunner.Publish.Commands.Single().Text.Split(' ');
        var start = new ProcessStartInfo(
            documented[0],
            [
                .. documented[1..]
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
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            WorkingDirectory = Repository.Root,
        };
        using var publish = Process.Start(start)!;
        var output = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, output);
        Assert.DoesNotContain("warning", output, StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>The tests of the native program. They run alone: publishing takes every core.</summary>
[CollectionDefinition(nameof(NativeProgram), DisableParallelization = true)]
public sealed class NativeProgramCollection : ICollectionFixture<NativeProgram>;
