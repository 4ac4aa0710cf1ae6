using System.Diagnostics;
using LoopWorker.Demo;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Environment.Faults;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>
/// Two replicas work on services that fail in every way, and one of them is killed again and again; now and then the other is
/// stopped in good order. Then the services recover, the queues are worked off, and what has come of the messages is read back.
/// </summary>
/// <param name="seed">Decides messages, faults and victims. How the processes interleave, no seed decides.</param>
internal sealed class KillRun(int seed)
{
    private const int Kills = 12;
    private const int KillsToAStop = 4;
    private const int RingCapacity = 10;

    private readonly Random _random = new(seed);
    private readonly KillTraffic _traffic = new(seed);
    private readonly Deployment _deployment = new(
        SharedEndpoints.Current,
        both: true,
        settings:
        [
            ("Queues:Sources:0:VisibilityTimeout", "00:00:05"),
            ("Queues:Sources:0:MaxReceiveCount", "20"),
            ("Queues:Sources:1:VisibilityTimeout", "00:00:05"),
            ("Queues:Sources:1:MaxReceiveCount", "20"),
            ("Pipeline:MaxInFlight", "60"),
        ]
    );

    public async Task<KillReport> RunAsync()
    {
        // A call of SQS is given up after 10 s; an attempt at one of DynamoDB after 5 s, when a message is visible again, too.
        await using var sqs = Proxy(SharedEndpoints.Current.Sqs, clientsPatience: TimeSpan.FromSeconds(11));
        await using var dynamoDb = Proxy(SharedEndpoints.Current.DynamoDb, clientsPatience: TimeSpan.FromSeconds(6));
        using var client = AwsClients.Queues(SharedEndpoints.Current);
        await _deployment.ProvisionAsync();
        await _deployment.SendAsync(_traffic.SetupLines);

        var time = Stopwatch.StartNew();
        var environment = _deployment.With(
            ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())
        );
        var (stops, unfinished) = await WorkAndKillAsync(environment, client);
        sqs.IsCalm = dynamoDb.IsCalm = true;
        var drained = await WorkerProgram.RunAsync(environment, "run", "--until-drained");
        Assert.True(drained.ExitCode == 0, drained.Error);
        var took = time.Elapsed;

        var (missing, others) = CompareDeadLetters([
            .. await MessageBodies.TakeAllAsync(client, _deployment.DeadLetters),
            .. await MessageBodies.TakeAllAsync(client, _deployment.OrderedDeadLetters),
        ]);
        using var tables = AwsClients.Tables(SharedEndpoints.Current);
        var table = tables.Open(_deployment.Table);
        var notifications = await MessageBodies.TakeAllAsync(client, _deployment.Notifications);
        return new KillReport(
            seed,
            took,
            await DemoAudit.RunAsync(_traffic.Expected, table, notifications, RingCapacity),
            await CountDisorderedAsync(table),
            missing,
            others,
            Deliveries.In(sqs.Answered).Max(message => message.ReceiveCount),
            [
                $"stops in good order: {stops}, {unfinished.Count} of them with work left",
                .. unfinished,
                $"SQS: {sqs}",
                $"DynamoDB: {dynamoDb}",
            ]
        );
    }

    private FaultProxy Proxy(Uri service, TimeSpan clientsPatience) =>
        new(service, FaultPlan.Rough(seed), clientsPatience);

    private async Task<(int Stops, IReadOnlyList<string> Unfinished)> WorkAndKillAsync(
        IReadOnlyDictionary<string, string> environment,
        IQueueService client
    )
    {
        var any = await client.OpenAsync(_deployment.Events, CancellationToken.None);
        var ordered = await client.OpenAsync(_deployment.OrderedEvents, CancellationToken.None);
        await using var replicas = new Replicas(environment);
        var kills = 0;
        foreach (var share in _traffic.Shares(Kills))
        {
            var victim = kills % replicas.Count;
            await replicas.HasStartedAsync(victim);
            var sending = _traffic.SendAsync(any, ordered, share);
            await Task.Delay(KillTraffic.TimeToSend(share.Length) * _random.NextDouble());
            await replicas.KillAsync(victim);
            if (++kills % KillsToAStop == 0)
                await replicas.StopAsync(kills % replicas.Count);
            await sending;
        }
        await Eventually.HoldsAsync(
            async () => await IsTakenAsync(any) && await IsTakenAsync(ordered),
            "The replicas do not work off the queues."
        );
        return replicas.Stopped;
    }

    private static async Task<bool> IsTakenAsync(IQueue queue) =>
        (await queue.GetDepthAsync(CancellationToken.None)).Visible == 0;

    // Keys of pending captures ascend as purchases take effect, whoever applies them.
    private async Task<int> CountDisorderedAsync(ITable table)
    {
        var disordered = 0;
        foreach (var (user, sent) in _traffic.OrderedCaptures)
        {
            var applied = new List<string?>();
            var query = new Query(Keys.User(user), Keys.PendingPrefix, Consistency: Consistency.Strong);
            await foreach (var item in table.QueryAllAsync(query, CancellationToken.None))
                applied.Add(CaptureItems.Read(item).TransactionId);
            if (!applied.TakeLast(RingCapacity).SequenceEqual(sent.TakeLast(RingCapacity)))
                disordered++;
        }
        return disordered;
    }

    // One may be there twice: its original is deleted after the dead-letter queue has accepted it.
    private (int Missing, int Others) CompareDeadLetters(IReadOnlyList<string> letters)
    {
        var found = letters.CountBy(letter => letter).ToDictionary();
        return (
            _traffic.DeadLetters.Sum(body => Math.Max(0, body.Value - found.GetValueOrDefault(body.Key))),
            letters.Count(letter => !_traffic.DeadLetters.ContainsKey(letter))
        );
    }
}
