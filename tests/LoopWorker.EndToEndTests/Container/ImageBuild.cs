using System.Runtime.InteropServices;
using LoopWorker.EndToEndTests.Container;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.NativeAot;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;
using Variable = System.Environment;

[assembly: AssemblyFixture(typeof(ImageBuild))]

namespace LoopWorker.EndToEndTests.Container;

/// <summary>
/// Makes the image. In CI that begins with the first test and goes on beside the others, which wait more than they compute, so that those
/// who need the image, after all of these, hardly wait for it. Elsewhere it begins when a test asks.
/// </summary>
public sealed class ImageBuild : IAsyncLifetime
{
    public const string Name = "localhost/loopworker";

    // It takes only what the tests beside it leave.
    private static readonly string[] Unhurried = ["nice", "-n", "19"];

    private readonly Lazy<Task> _made;

    public ImageBuild() => _made = new(MakeAsync);

    public ContainerEngine Engine { get; } = new();

    /// <summary>Waits until the image is there.</summary>
    public Task DoneAsync() => _made.Value;

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
                build) {{Words([
                .. Unhurried,
                .. Engine.Command,
                "build",
                .. BaseImages.BuildOptions,
                .. options,
            ])}} "${@:2}" ;;
                buildx) build_other "$@" ;;
                run) {{Words([.. Engine.Command, "run", .. ContainerEngine.RunOptions])}} "${@:2}" ;;
                *) echo "No test runs 'docker $*'." >&2 && return 1 ;;
              esac
            }
            cd {{Words([folder])}}
            {{documented.Text}}
            """,
        ]);

    public ValueTask InitializeAsync()
    {
        // What goes wrong is told to those who wait for it.
        if (ContainerEngine.Missing is null && Variable.GetEnvironmentVariable("CI") is "true")
            _ = _made.Value;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        if (_made.IsValueCreated)
            await _made.Value.ContinueWith(_ => { }, TaskScheduler.Default);
        await Engine.DisposeAsync();
    }

    private async Task MakeAsync()
    {
        // Both restore the same packages: at once, they would be in each other's way.
        await NativeProgram.BeforeTests;
        await BaseImages.MakeAsync(Engine);
        await RunAsync(ImageCommands.Build, Repository.Root);
    }

    private static string This => RuntimeInformation.OSArchitecture is Architecture.Arm64 ? "arm64" : "amd64";

    private static string Words(IReadOnlyList<string> words) =>
        string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));
}
