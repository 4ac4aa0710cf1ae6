using System.Text.Json.Nodes;
using LoopWorker.Testing.Aws;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>Writes every call down, an object a line: to find out why a figure is what it is.</summary>
internal sealed class CallLog(TextWriter writer) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>Makes the call. Times are in seconds since the log was begun.</summary>
    public async Task<ScriptedAnswer> KeepAsync(int replica, ScriptedRequest request, Forward forward)
    {
        var begun = Now;
        var answer = await forward();
        var line = new JsonObject
        {
            ["begun"] = begun,
            ["ended"] = Now,
            ["replica"] = replica,
            ["operation"] = request.Operation,
            ["status"] = answer.Status,
            ["request"] = JsonNode.Parse(request.Body),
            ["answer"] = answer.Body.Length == 0 ? null : JsonNode.Parse(answer.Body),
        }.ToJsonString();
        lock (_lock)
            writer.WriteLine(line);
        return answer;
    }

    public void Dispose() => writer.Dispose();

    private double Now => TimeProvider.System.GetElapsedTime(_start).TotalSeconds;
}
