using System.Text.Json;
using LoopWorker.Comparing;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>A commit that takes longer than a message stays hidden.</summary>
public sealed class SlowCommitTests
{
    private const string VisibilityTimeout = "00:00:04";

    private const string Card =
        """{"type":"loop.card.link.v1","data":{"card_fingerprint":"fp1","user_pubkey":"u1","card_last4":"4242"}}""";

    private const string Wishes =
        """{"type":"loop.preferences.v1","data":{"user_pubkey":"u1","preferences":{"notifications":{"on_capture":true,"min_notify_amount":0}}}}""";

    private static readonly string Sale =
        $$$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"t1","processor":"square","merchant_id":"m1","amount_cents":1250,"card_fingerprint":"fp1","occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";

    /// <summary>Where a transaction is held up: before it takes effect, or before it is told that it has.</summary>
    public enum HeldUp
    {
        Request,
        Answer,
    }

    // The second attempt of a call has an answer after 9 s; after 20 s the whole call has been given up.
    [Theory]
    [InlineData(HeldUp.Answer, 9)]
    [InlineData(HeldUp.Request, 9)]
    [InlineData(HeldUp.Answer, 20)]
    [InlineData(HeldUp.Request, 20)]
    public async Task It_is_done_once_and_its_message_is_received_and_settled_once(HeldUp heldUp, int seconds)
    {
        var deployment = new Deployment(
            SharedEndpoints.Current,
            settings: [("Queues:Sources:0:VisibilityTimeout", VisibilityTimeout)]
        );
        await deployment.ProvisionAsync();
        await deployment.SendAsync([Card, Wishes]);
        var free = new Lazy<Task>(() => Task.Delay(TimeSpan.FromSeconds(seconds)));
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        var environment = deployment.With(
            ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())
        );
        await using var worker = WorkerProgram.Start(environment, "run");
        await using var other = WorkerProgram.Start(environment, "run");
        await worker.SaysAsync("Worker started");
        await other.SaysAsync("Worker started");
        // What a start asks for is not counted.
        var asked = sqs.Answered.Count;
        dynamoDb.Around = async (request, forward) =>
        {
            if (request.Operation != "TransactWriteItems")
                return await forward();
            // Counted from the first attempt on.
            var freed = free.Value;
            if (heldUp == HeldUp.Request)
                await freed;
            var answer = await forward();
            await freed;
            return answer;
        };

        await deployment.SendAsync([Sale]);
        await deployment.WaitUntilSettledAsync();

        Assert.Equal(0, (await worker.StopAsync()).ExitCode);
        Assert.Equal(0, (await other.StopAsync()).ExitCode);
        Assert.Equal((1, 1UL, 1), await EffectsAsync(deployment));
        Assert.Equal(1, await CountNotificationsAsync(deployment));
        Assert.Equal([new HandedOut(Sale, 1)], Deliveries.In(sqs.Answered));
        Assert.Equal(
            1,
            sqs.Answered.Skip(asked).Where(call => call.Request.Operation == "DeleteMessageBatch").Sum(Entries)
        );
    }

    private static async Task<(int Markers, ulong Applied, int Captures)> EffectsAsync(Deployment deployment)
    {
        using var tables = AwsClients.Tables(SharedEndpoints.Current);
        var (markers, applied, captures) = (0, 0UL, 0);
        var scan = new Scan(Consistency: Consistency.Strong);
        await foreach (var item in tables.Open(deployment.Table).ScanAllAsync(scan))
            if (item.Key.Sort == "PROCESSED")
                markers++;
            else if (item.Key.Sort == "CONTEXT")
                applied += ContextItems.Read("u1", item).Memory.Applied;
            else if (item.Key.Sort.StartsWith(Keys.PendingPrefix, StringComparison.Ordinal))
                captures++;
        return (markers, applied, captures);
    }

    private static async Task<int> CountNotificationsAsync(Deployment deployment)
    {
        using var client = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await client.OpenAsync(deployment.Notifications, CancellationToken.None);
        return (await QueueReading.ReadAllAsync(queue, consume: false, CancellationToken.None)).Count;
    }

    private static int Entries((ScriptedRequest Request, ScriptedAnswer Answer) call)
    {
        using var body = JsonDocument.Parse(call.Request.Body);
        return body.RootElement.GetProperty("Entries").GetArrayLength();
    }
}
