using System.Text.Json.Nodes;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary><c>@aws-lambda-powertools/idempotency</c>.</summary>
/// <param name="peer">The process that drives it.</param>
/// <param name="table">Its table.</param>
internal sealed class NpmActions(NodePeer peer, string table) : IActionLibrary
{
    public async Task<ActionOutcome> DoOnceAsync(int caller, string key, ActionWork work)
    {
        var outcome = await peer.AskAsync(
            "once",
            new JsonObject
            {
                ["table"] = table,
                ["caller"] = caller,
                ["key"] = key,
                ["lease"] = IActionLibrary.Lease.TotalMilliseconds,
                ["work"] = work.Lasts.TotalMilliseconds,
                ["fails"] = work.Fails,
                ["gate"] = work.Gate,
            }
        );
        return outcome!.GetValue<string>() switch
        {
            "done" => ActionOutcome.Done,
            "already done" => ActionOutcome.AlreadyDone,
            "under way" => ActionOutcome.UnderWay,
            "failed" => ActionOutcome.Failed,
            var other => throw new InvalidOperationException(other),
        };
    }

    public Task BegunAsync(string gate) => peer.AskAsync("begun", new JsonObject { ["gate"] = gate });

    public Task OpenAsync(string gate) => peer.AskAsync("open", new JsonObject { ["gate"] = gate });
}
