using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>The process that drives the npm packages (<c>peer.mjs</c>): any number of requests at once, a line each.</summary>
internal sealed class NodePeer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _asked = new();
    private readonly Lock _writing = new();
    private readonly Process _process;
    private readonly Task _reading;
    private int _latest;

    /// <param name="packages">What it drives.</param>
    /// <param name="counted">Where its calls go.</param>
    /// <param name="uncounted">Where those of a caller with a negative number go.</param>
    public NodePeer(NpmPackages packages, Uri counted, Uri uncounted)
    {
        var endpoints = new JsonObject { ["counted"] = counted.ToString(), ["uncounted"] = uncounted.ToString() };
        var start = new ProcessStartInfo("node", [packages.PathOf("peer.mjs"), endpoints.ToJsonString()])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["AWS_REGION"] = Endpoints.Region,
                ["AWS_ACCESS_KEY_ID"] = Endpoints.AccessKey,
                ["AWS_SECRET_ACCESS_KEY"] = Endpoints.SecretKey,
            },
        };
        _process = Process.Start(start)!;
        _reading = ReadAsync();
    }

    /// <exception cref="InvalidOperationException">If it fails, with what it says.</exception>
    public Task<JsonNode?> AskAsync(string operation, JsonObject request)
    {
        var id = Interlocked.Increment(ref _latest);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[id] = answer;
        request["id"] = id;
        request["operation"] = operation;
        lock (_writing)
        {
            _process.StandardInput.WriteLine(request.ToJsonString());
            _process.StandardInput.Flush();
        }
        return answer.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            var said = JsonNode.Parse(line)!;
            _asked.TryRemove(said["id"]!.GetValue<int>(), out var answer);
            if (said["error"] is { } error)
                answer!.SetException(new InvalidOperationException(error.GetValue<string>()));
            else
                answer!.SetResult(said["result"]);
        }
        foreach (var answer in _asked.Values)
            answer.TrySetException(new InvalidOperationException("node has ended; what it said last is above."));
    }
}
