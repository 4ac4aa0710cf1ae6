using System.Text.Json;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.EndToEndTests.Permissions;

/// <summary>
/// All that a worker has to do: an event of every kind, a repeat, dead letters, an unlinked card, a ring that overflows, a user whom only
/// agents have served, a commit that is refused for a while, and one that takes longer than a message stays hidden.
/// </summary>
internal static class WorkerWork
{
    public const int VisibilitySeconds = 7;

    private const int RingOverflows = 12;
    private static readonly string Refused = Lines.Yield("y-refused", "u-refused");
    private static readonly string Slow = Lines.Yield("y-slow", "u-slow");

    private static readonly string[] Events =
    [
        Lines.Card("fp1", "u1"),
        Lines.Wishes("u1"),
        .. Enumerable.Range(0, RingOverflows).Select(i => Lines.Sale($"t{i}", "fp1")),
        Lines.Crossing("c1", "u2", "enter"),
        Lines.Unlock("k1", "u1"),
        Lines.Yield("y1", "u1"),
        Lines.Yield("y-agent", "u-agent"),
        Refused,
        Slow,
    ];

    // What comes after those above has taken effect.
    private static readonly string[] Later =
    [
        Lines.Sale("t0", "fp1"),
        Lines.Sale("t1", "fp1", cents: 501),
        Stray.Body,
        Lines.Sale("t-unlinked", "fp-unlinked"),
        Lines.Crossing("c2", "u2", "exit"),
    ];

    private const int Markers = RingOverflows + 6;

    public static async Task DoAsync(GuardedDeployment guarded)
    {
        var deployment = guarded.Deployment;
        await deployment.ProvisionAsync();
        await ServeAsAgentAsync(deployment, "u-agent");
        await Stray.TrySendAsync(deployment);
        HinderCommits(guarded);
        await using var worker = WorkerProgram.Start(guarded.Environment, "run");
        await worker.SaysAsync("Worker started");

        await Lines.SendAsync(deployment.RunAsync, Events);
        await WaitForMarkersAsync(worker, deployment, Markers);
        await Lines.SendAsync(deployment.RunAsync, Later);
        await WaitForMarkersAsync(worker, deployment, Markers + 1);
        await guarded.RunAsync("run", "--until-drained");
        if (deployment.Environment.ContainsKey(Deployment.Variable("Routing:Queue")))
        {
            await guarded.RunAsync("run", "--stage", "route", "--until-drained");
            await guarded.RunAsync("run", "--stage", "apply", "--until-drained");
        }

        var stopped = await worker.StopAsync();
        Assert.True(stopped.ExitCode == 0, stopped.Error);
        await RequireAllDoneAsync(guarded);
    }

    // A worker that ends will do nothing more.
    private static Task WaitForMarkersAsync(WorkerProgram worker, Deployment deployment, int count) =>
        Eventually.HoldsAsync(
            async () => worker.HasEnded || await deployment.CountMarkersAsync() == count,
            "The events took no effect."
        );

    private static void HinderCommits(GuardedDeployment guarded)
    {
        var guard = guarded.DynamoDb.Instead;
        guarded.DynamoDb.Instead = request =>
            guard(request)
            ?? (
                IsCommitOf(request, "u-refused") && !WasTriedAgain(guarded)
                    ? ScriptedAnswer.Error("com.amazon.coral.validate#ValidationException", "Refused.")
                    : null
            );
        guarded.DynamoDb.Around = async (request, forward) =>
        {
            if (IsCommitOf(request, "u-slow"))
                await Eventually.HoldsAsync(() => WasExtended(guarded), "The message was not extended.");
            return await forward();
        };
    }

    private static bool IsCommitOf(ScriptedRequest request, string user) =>
        request.Operation == "TransactWriteItems" && request.Body.Contains(user, StringComparison.Ordinal);

    private static bool WasTriedAgain(GuardedDeployment guarded) =>
        Deliveries.In(guarded.Sqs.Answered).Any(message => message.Body == Refused && message.ReceiveCount > 1);

    private static bool WasExtended(GuardedDeployment guarded) =>
        guarded.Sqs.Requests.Any(request =>
            request.Operation == "ChangeMessageVisibilityBatch"
            && request.Body.Contains($"\"VisibilityTimeout\":{VisibilitySeconds}", StringComparison.Ordinal)
        );

    private static async Task RequireAllDoneAsync(GuardedDeployment guarded)
    {
        Assert.True(WasTriedAgain(guarded));
        Assert.True(WasExtended(guarded));
        using var tables = AwsClients.Tables(SharedEndpoints.Current);
        var table = tables.Open(guarded.Deployment.Table);
        var items = new Dictionary<ItemKey, Item>();
        await foreach (var item in table.ScanAllAsync(new Scan(Consistency: Consistency.Strong)))
            items.Add(item.Key, item);
        Assert.Contains(Keys.Unmatched("fp-unlinked", "t-unlinked"), items.Keys);
        Assert.DoesNotContain(Keys.Location("u2"), items.Keys);
        var adopted = ContextItems.Read("u-agent", items[Keys.Context("u-agent")]).Memory;
        Assert.Single(adopted.Pending);
        Assert.NotEmpty(adopted.Crossings);
        var ring = items.Keys.Where(key =>
            key.Partition == Keys.User("u1") && key.Sort.StartsWith(Keys.PendingPrefix, StringComparison.Ordinal)
        );
        Assert.Equal(10, ring.Count());
        Assert.Equal(2, await CountAsync(guarded.Deployment.DeadLetters));
        Assert.True(await CountAsync(guarded.Deployment.Notifications) > RingOverflows);
    }

    private static async Task<long> CountAsync(string name)
    {
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await queues.OpenAsync(name, CancellationToken.None);
        return (await queue.GetDepthAsync(CancellationToken.None)).Total;
    }

    private static async Task ServeAsAgentAsync(Deployment deployment, string user)
    {
        using var tables = AwsClients.Tables(SharedEndpoints.Current);
        var table = tables.Open(deployment.Table);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var context = UserContext.Initial(user) with { Version = 1, UpdatedAt = now };
        var capture = new PendingCapture
        {
            MerchantId = "m-agent",
            CreatedAt = now - 60,
            ExpiresAt = now + 86_400,
        };
        Item[] items =
        [
            Item.Of(
                Keys.Context(user),
                (Attributes.ContextData, JsonSerializer.Serialize(context, LoopJson.Stored.UserContext)),
                (Attributes.Version, 1UL),
                (Attributes.UpdatedAt, now)
            ),
            CaptureItems.Write(user, capture),
            LocationItems.Write(user, new CurrentLocation("m-agent", now - 60)),
        ];
        foreach (var item in items)
            await table.PutAsync(new Put(item), CancellationToken.None);
    }
}
