using System.Diagnostics;
using System.Net.Http;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>A registry of this machine, for what takes base images from nowhere else (Debian's package <c>docker-registry</c>).</summary>
internal sealed class Registry : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-");
    private readonly int _port = FreePort.Find();
    private readonly Process _process;

    private Registry()
    {
        var settings = Path.Combine(_folder.FullName, "registry.json");
        File.WriteAllText(
            settings,
            $$"""
            {
              "version": 0.1, "log": { "level": "error" }, "http": { "addr": "127.0.0.1:{{_port}}" },
              "storage": { "filesystem": { "rootdirectory": "{{_folder.FullName}}" } }
            }
            """
        );
        _process = Process.Start(
            new ProcessStartInfo("docker-registry", ["serve", settings]) { UseShellExecute = false }
        )!;
    }

    public static bool IsInstalled => CommandOutput.IsInstalled("docker-registry");

    /// <summary>Where it is, as images name it.</summary>
    public string Host => $"localhost:{_port}";

    public static async Task<Registry> StartAsync()
    {
        var registry = new Registry();
        using var client = new HttpClient();
        await Eventually.HoldsAsync(
            async () =>
            {
                try
                {
                    using var answer = await client.GetAsync(new Uri($"http://{registry.Host}/v2/"));
                    return answer.IsSuccessStatusCode;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "The registry does not answer."
        );
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
