using System.Globalization;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>What those do who are not workers: each of their commands, in each of its ways that takes calls of its own.</summary>
internal static class OtherWork
{
    public static async Task ProvisionAsync(GuardedDeployment guarded)
    {
        await guarded.RunAsync("provision", "--dry-run");
        await guarded.RunAsync("provision");
        await guarded.RunAsync("provision");
        // Of every queue.
        await guarded.RunAsync(
            [("Queues:Retention", "3.00:00:00"), ("Queues:DeadLetterRetention", "13.00:00:00")],
            "provision",
            "--apply"
        );
    }

    public static async Task SendAsync(GuardedDeployment guarded)
    {
        var deployment = guarded.Deployment;
        await deployment.ProvisionAsync();
        await ParkAsync(deployment);
        await using var worker = WorkerProgram.Start(deployment.Environment, "run");
        await worker.SaysAsync("Worker started");
        await Lines.SendAsync(
            guarded.RunAsync,
            [Lines.Card("fp1", "u1"), Lines.Yield("y1", "u1"), Lines.Wishes("u1")],
            "--in-order"
        );
        // The parked purchase, and the yield.
        await deployment.WaitForMarkersAsync(2);
        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
    }

    public static async Task OperateAsync(GuardedDeployment guarded)
    {
        var deployment = guarded.Deployment;
        await deployment.ProvisionAsync();
        // Ahead of the true time, for DynamoDB deletes by its own clock what is past its time to live.
        var at = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        string[] lines = [Lines.Wishes("u1"), Lines.Yield("y1", "u1"), Stray.Body];
        await Lines.WithFileAsync(lines, file => deployment.RunAsync("send", file, "--as-is", "--shift-to", at));
        if (await Stray.TrySendAsync(deployment))
            lines = [.. lines, Stray.Body];
        await deployment.RunAsync("run", "--until-drained", "--now", at);
        await Lines.WithFileAsync(
            lines,
            async file =>
            {
                await guarded.RunAsync("check", "--read-only");
                await guarded.RunAsync("compare", file, "--shift-to", at);
                await guarded.RunAsync("compare", file, "--shift-to", at, "--consume");
            }
        );
        await ParkAsync(deployment);
        await guarded.RunAsync("cards", "link", "fp1", "u1", "--last4", "4242");
        await guarded.RunAsync("cards", "list", "u1");
        await guarded.RunAsync("cards", "show", "fp1");
        await guarded.RunAsync("cards", "unlink", "fp1", "u1");
        await guarded.RunAsync("counts", "m1");
    }

    public static async Task TendUsersAsync(GuardedDeployment guarded)
    {
        var deployment = guarded.Deployment;
        await deployment.ProvisionAsync();
        await deployment.SendAsync([
            Lines.Card("fp1", "u1"),
            Lines.Crossing("g1", "u1", "enter"),
            Lines.Yield("y1", "u1"),
            Lines.Sale("t1", "fp1"),
        ]);
        await deployment.RunAsync("run", "--until-drained");
        await AgentItems.PutAsync(deployment, AgentItems.Card("fp2", "u1"), AgentItems.Session("u1"));
        await guarded.RunAsync("user", "show", "u1");
        await guarded.RunAsync("event", "show", "t1", "--card", "fp1");
        await guarded.RunAsync("captures", "list", "u1");
        await guarded.RunAsync("captures", "remove", "u1");
        await guarded.RunAsync("sessions", "list", "--all");
        await guarded.RunAsync("sessions", "revoke", "u1");
        await guarded.RunAsync("context", "patch", "u1", "preferences.auto_stake=false");
        await guarded.RunAsync("cards", "reindex");
        await guarded.RunAsync("user", "export", "u1", "--scan");
        await guarded.RunAsync("user", "erase", "u1", "--yes");
    }

    private static async Task ParkAsync(Deployment deployment)
    {
        await deployment.SendAsync([Lines.Sale("t-parked", "fp1")]);
        await deployment.RunAsync("run", "--until-drained");
    }
}
