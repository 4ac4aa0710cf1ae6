using System.Runtime.InteropServices;
using LoopWorker.EndToEndTests.Container;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;

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
            await PublishAsync(CommandRunner.Publish.Commands.Single());
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
        return Installed.Has("clang")
            ? null
            : "Native code is linked by clang, which is not installed (package clang).";
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
}

/// <summary>The tests of what is published: the program and the image. They run alone, because publishing takes every core.</summary>
[CollectionDefinition(nameof(NativeProgram), DisableParallelization = true)]
public sealed class NativeProgramCollection : ICollectionFixture<NativeProgram>, ICollectionFixture<BuiltImage>;
