using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>The image that the Dockerfile makes, built once for the tests that look at it, on stand-ins for its base images.</summary>
public sealed class BuiltImage : IAsyncLifetime
{
    public const string Revision = "0123456789abcdef0123456789abcdef01234567";
    public const string Source = "https://example.com/loopworker";
    private const string Name = "localhost/loopworker";

    private readonly DirectoryInfo _context = Directory.CreateTempSubdirectory("loopworker-");

    /// <summary>The engine that has it. A test that asks where there is none is skipped.</summary>
    public ContainerEngine Engine
    {
        get
        {
            Assert.SkipWhen(ContainerEngine.Missing is not null, ContainerEngine.Missing ?? "");
            return field;
        }
    } = new();

    /// <inheritdoc cref="ContainerEngine.Start"/>
    public IReadOnlyList<string> Start(params IReadOnlyList<string> options) => Engine.Start(Name, options);

    /// <summary>What the image says about how it is run, by Docker's names: <c>{{.User}}</c>.</summary>
    public async Task<string> ConfigAsync(string format, string name = Name) =>
        (
            await Engine.RunAsync("image", "inspect", "--format", $"{{{{with .Config}}}}{format}{{{{end}}}}", name)
        ).Trim();

    /// <summary>A label by the OCI image specification: <c>version</c>.</summary>
    public Task<string> LabelAsync(string label, string name = Name) =>
        ConfigAsync("{{index .Labels \"org.opencontainers.image." + label + "\"}}", name);

    /// <summary>Where its files can be read.</summary>
    public async Task<string> MountAsync() => (await Engine.RunAsync("image", "mount", Name)).Trim();

    /// <exception cref="InvalidOperationException">In CI, where there must be an engine.</exception>
    public async ValueTask InitializeAsync()
    {
        if (ContainerEngine.Missing is { } missing)
        {
            if (Variable.GetEnvironmentVariable("CI") is "true")
                throw new InvalidOperationException(missing);
            return;
        }
        foreach (var entry in (string[])["src", "docs", .. RootFiles()])
            CopyWithoutWhatIsBuilt(entry);
        await BaseImages.MakeAsync(Engine);
        await BuildAsync("--tag", Name, "--build-arg", $"REVISION={Revision}", "--build-arg", $"SOURCE={Source}");
    }

    public async ValueTask DisposeAsync()
    {
        _context.Delete(recursive: true);
        if (ContainerEngine.Missing is null)
            await Engine.DisposeAsync();
    }

    /// <summary>Builds the Dockerfile's last stage, or that of <c>--target</c>.</summary>
    /// <returns>What it printed.</returns>
    public Task<string> BuildAsync(params IReadOnlyList<string> options) =>
        Engine.RunAsync(["build", .. BaseImages.BuildOptions, "--format=docker", .. options, _context.FullName]);

    /// <summary>Changes a source file without changing what it means.</summary>
    public void TouchCode() =>
        File.AppendAllText(Path.Combine(_context.FullName, "src", "LoopWorker", "Program.cs"), "// Changed.\n");

    private static IEnumerable<string> RootFiles() =>
        Directory.EnumerateFiles(Repository.Root).Select(file => Path.GetFileName(file));

    // As in a fresh clone.
    private void CopyWithoutWhatIsBuilt(string entry)
    {
        var from = Repository.At(entry);
        var files = Directory.Exists(from) ? Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories) : [from];
        foreach (var file in files)
        {
            var path = Path.GetRelativePath(Repository.Root, file);
            if (path.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
                continue;
            var copy = Path.Combine(_context.FullName, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
