using System.Runtime.InteropServices;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>The image that the documented command makes of the Dockerfile, built once for the tests that look at it.</summary>
public sealed class BuiltImage : IAsyncLifetime
{
    private const string Name = "localhost/loopworker";

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

    /// <summary>What an image says about how it is run, by Docker's names: <c>{{.User}}</c>.</summary>
    public async Task<string> ConfigAsync(string format, string name = Name) =>
        (
            await Engine.RunAsync("image", "inspect", "--format", $"{{{{with .Config}}}}{format}{{{{end}}}}", name)
        ).Trim();

    /// <summary>A label by the OCI image specification: <c>version</c>.</summary>
    public Task<string> LabelAsync(string label, string name = Name) =>
        ConfigAsync("{{index .Labels \"org.opencontainers.image." + label + "\"}}", name);

    /// <summary>The paths of its files, from its root.</summary>
    public async Task<IReadOnlyList<string>> FilesAsync()
    {
        var mounted = (await Engine.RunAsync("image", "mount", Name)).Trim();
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
            await Engine.RunAsync("image", "unmount", Name);
        }
    }

    /// <summary>
    /// Runs a documented command in a folder: podman in Docker's place, with what lets it build and run here. Further options of a build
    /// go before those of the page.
    /// </summary>
    public Task<string> RunAsync(DocumentedCommand documented, string folder, params IReadOnlyList<string> options) =>
        Installed.RunAsync([
            "bash",
            "-c",
            $$"""
            set -euo pipefail
            # buildx build --platform THIS,OTHER --tag NAME --push FOLDER: for the other one, and nothing is pushed. podman 4 does not
            # tell what it builds on.
            build_other() {
              [ "$3" = --platform ] && [ "$5 $7" = "--tag --push" ]
              for platform in ${4//,/ }; do
                [ "$platform" = linux/{{This}} ] || docker build --platform "$platform" \
                  --build-arg BUILDPLATFORM=linux/{{This}} --build-arg BUILDARCH={{This}} "${@:8}"
              done
            }
            docker() {
              case $1 in
                build) {{Words([.. Engine.Command, "build", .. BaseImages.BuildOptions, .. options])}} "${@:2}" ;;
                buildx) build_other "$@" ;;
                run) {{Words([.. Engine.Command, "run", .. ContainerEngine.RunOptions])}} "${@:2}" ;;
                *) echo "No test runs 'docker $*'." >&2 && return 1 ;;
              esac
            }
            cd {{Words([folder])}}
            {{documented.Text}}
            """,
        ]);

    /// <exception cref="InvalidOperationException">In CI, where there must be an engine.</exception>
    public async ValueTask InitializeAsync()
    {
        if (ContainerEngine.Missing is not { } missing)
        {
            await BaseImages.MakeAsync(Engine);
            await RunAsync(ImageCommands.Build, Repository.Root);
        }
        else if (Variable.GetEnvironmentVariable("CI") is "true")
            throw new InvalidOperationException(missing);
    }

    public async ValueTask DisposeAsync()
    {
        if (ContainerEngine.Missing is null)
            await Engine.DisposeAsync();
    }

    private static string This => RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "arm64" : "amd64";

    private static string Words(IReadOnlyList<string> words) =>
        string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
}
