using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>Stand-ins for the base images, made of this machine's files: a build must not depend on a registry that may be away.</summary>
internal static class BaseImages
{
    public const string Runtime = "mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled";

    /// <summary>What lets a build use them: the SDK's has no files of its own, and packages come from where this machine keeps its own.</summary>
    public static IReadOnlyList<string> BuildOptions { get; } =
    [
        "--isolation=chroot",
        "--network=host",
        "--pull=never",
        "--layers",
        "--format=docker",
        "--volume=/usr:/usr:ro",
        $"--volume={Packages}:/root/.nuget/packages",
    ];

    private static string Packages =>
        Variable.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Variable.GetFolderPath(Variable.SpecialFolder.UserProfile), ".nuget", "packages");

    public static Task MakeAsync(ContainerEngine engine) =>
        Installed.RunAsync([
            "bash",
            Repository.At("tests", "LoopWorker.EndToEndTests", "Container", "base-images.sh"),
            .. engine.Command,
        ]);
}
