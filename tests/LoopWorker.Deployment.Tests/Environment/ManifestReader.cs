using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LoopWorker.Deployment.Tests.Environment;

/// <summary>
/// <c>manifests.mjs</c> as a process that answers one text after another: to load the schemas takes it a hundred times longer than to use
/// them.
/// </summary>
internal sealed class ManifestReader : IAsyncDisposable
{
    private readonly Process _process;
    private readonly SemaphoreSlim _turn = new(1);

    private ManifestReader(Process process) => _process = process;

    /// <param name="folder">Of the tools.</param>
    public static ManifestReader Start(string folder) =>
        new(
            Process.Start(
                new ProcessStartInfo("node", [Path.Combine(folder, "manifests.mjs")])
                {
                    UseShellExecute = false,
                    RedirectStandardInput = true,
                    RedirectStandardOutput = true,
                }
            )!
        );

    /// <returns>What it says of a text of YAML, as the beginning of its file has it.</returns>
    public async Task<JsonNode> AskAsync(string yaml)
    {
        await _turn.WaitAsync();
        try
        {
            await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(yaml));
            await _process.StandardInput.FlushAsync();
            var answer = await _process.StandardOutput.ReadLineAsync();
            return JsonNode.Parse(
                answer ?? throw new InvalidOperationException("node has ended; what it said is above.")
            )!;
        }
        finally
        {
            _turn.Release();
        }
    }

    // It ends when there is nothing more to read.
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _turn.Dispose();
    }
}
