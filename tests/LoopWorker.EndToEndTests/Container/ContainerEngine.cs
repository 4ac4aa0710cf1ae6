using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>
/// podman, with a store of its own in a folder that is removed. What it runs is what Docker would run: the first process of its own
/// process namespace, with the image's user.
/// </summary>
public sealed class ContainerEngine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-");

    /// <summary>Why there can be no containers here; null if there can.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() || !Variable.IsPrivilegedProcess ? "Containers are built and run as root on Linux."
        : CommandOutput.IsInstalled("podman") && CommandOutput.IsInstalled("runc") ? null
        : "podman or runc is not installed (packages of the same names).";

    /// <summary>What starts podman, before its arguments.</summary>
    public IReadOnlyList<string> Command =>
        [
            "podman",
            $"--root={Path.Combine(_folder.FullName, "images")}",
            $"--runroot={Path.Combine(_folder.FullName, "state")}",
            "--runtime=runc",
            "--cgroup-manager=cgroupfs",
            "--events-backend=none",
        ];

    /// <summary>Runs podman to its end, which must be a good one.</summary>
    /// <returns>What it printed on standard output.</returns>
    public Task<string> RunAsync(params IReadOnlyList<string> arguments) =>
        Installed.RunAsync([.. Command, .. arguments]);

    /// <summary>What <c>podman run</c> needs on any machine.</summary>
    public static IReadOnlyList<string> RunOptions { get; } =
    [
        "--network=host",
        // podman itself would ask for more than a machine may allow.
        "--ulimit=nofile=1024:1024",
        "--ulimit=nproc=4096:4096",
        // That would need systemd. The tests ask.
        "--no-healthcheck",
    ];

    /// <summary>
    /// What starts a container, before the program's arguments: as strictly as an orchestrator can, with nothing that it may write and
    /// without rights. It has the environment of whoever starts it, and the machine's network.
    /// </summary>
    public IReadOnlyList<string> Start(string image, params IReadOnlyList<string> options) =>
        [
            .. Command,
            "run",
            "--rm",
            "--env-host",
            "--read-only",
            "--read-only-tmpfs=false",
            "--cap-drop=all",
            "--security-opt=no-new-privileges",
            "--memory=256m",
            "--pids-limit=100",
            .. RunOptions,
            .. options,
            image,
        ];

    public async ValueTask DisposeAsync()
    {
        if (Missing is null)
            await RunAsync("rm", "--force", "--all");
        _folder.Delete(recursive: true);
    }
}
