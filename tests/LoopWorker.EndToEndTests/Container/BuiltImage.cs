using LoopWorker.Testing.Documents;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>The image that the documented command makes of the Dockerfile, built once for the tests that look at it.</summary>
/// <param name="build">Has been making it beside the tests before.</param>
public sealed class BuiltImage(ImageBuild build) : IAsyncLifetime
{
    /// <summary>The engine that has it. A test that asks where there is none is skipped.</summary>
    public ContainerEngine Engine
    {
        get
        {
            Assert.SkipWhen(ContainerEngine.Missing is not null, ContainerEngine.Missing ?? "");
            return build.Engine;
        }
    }

    /// <inheritdoc cref="ContainerEngine.Start"/>
    public IReadOnlyList<string> Start(params IReadOnlyList<string> options) => Engine.Start(ImageBuild.Name, options);

    /// <summary>What an image says about how it is run, by Docker's names: <c>{{.User}}</c>.</summary>
    public async Task<string> ConfigAsync(string format, string name = ImageBuild.Name) =>
        (
            await Engine.RunAsync("image", "inspect", "--format", $"{{{{with .Config}}}}{format}{{{{end}}}}", name)
        ).Trim();

    /// <summary>A label by the OCI image specification: <c>version</c>.</summary>
    public Task<string> LabelAsync(string label, string name = ImageBuild.Name) =>
        ConfigAsync("{{index .Labels \"org.opencontainers.image." + label + "\"}}", name);

    /// <summary>The paths of its files, from its root.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync()
    {
        var mounted = (await Engine.RunAsync("image", "mount", ImageBuild.Name)).Trim();
        try
        {
            return
            [
                .. Directory
                    .EnumerateFiles(mounted, "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(mounted, file)),
            ];
        }
        finally
        {
            await Engine.RunAsync("image", "unmount", ImageBuild.Name);
        }
    }

    /// <inheritdoc cref="ImageBuild.RunAsync"/>
    public Task<string> RunAsync(DocumentedCommand documented, string folder, params IReadOnlyList<string> options) =>
        build.RunAsync(documented, folder, options);

    /// <exception cref="InvalidOperationException">In CI, where there must be an engine.</exception>
    public async ValueTask InitializeAsync()
    {
        if (ContainerEngine.Missing is not { } missing)
            await build.DoneAsync();
        else if (Variable.GetEnvironmentVariable("CI") is "true")
            throw new InvalidOperationException(missing);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
