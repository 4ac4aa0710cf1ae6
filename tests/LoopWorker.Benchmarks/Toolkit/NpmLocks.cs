using System.Text.Json.Nodes;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary><c>@deliveryhero/dynamodb-lock</c>.</summary>
/// <param name="peer">The process that drives it.</param>
/// <param name="table">Its table.</param>
/// <param name="setting">How to lock.</param>
internal sealed class NpmLocks(NodePeer peer, string table, LockSetting setting) : ILockLibrary
{
    public async Task<bool> TryAsync(int caller, string key, bool isKept)
    {
        var request = Request(key, isKept);
        request["caller"] = caller;
        request["options"]!["maxRetryCount"] = 0;
        return (await peer.AskAsync("try", request))!.GetValue<bool>();
    }

    public Task ReleaseAsync(int caller, string key) =>
        peer.AskAsync(
            "release",
            new JsonObject
            {
                ["table"] = table,
                ["caller"] = caller,
                ["key"] = key,
            }
        );

    public Task ContendAsync(string key, int callers, TimeSpan work)
    {
        var request = Request(key, isKept: false);
        request["contenders"] = callers;
        request["work"] = work.TotalMilliseconds;
        return peer.AskAsync("contend", request);
    }

    private JsonObject Request(string key, bool isKept)
    {
        var options = new JsonObject
        {
            ["leaseDurationInMs"] = setting.Lease.TotalMilliseconds,
            ["prolongLeaseEnabled"] = isKept,
            ["prolongEveryMs"] = setting.Heartbeat.TotalMilliseconds,
            ["trustLocalTime"] = setting.TrustsClocks,
        };
        if (setting.TrustsClocks)
            options["waitDurationInMs"] = setting.Wait.TotalMilliseconds;
        return new JsonObject
        {
            ["table"] = table,
            ["key"] = key,
            ["options"] = options,
        };
    }
}
