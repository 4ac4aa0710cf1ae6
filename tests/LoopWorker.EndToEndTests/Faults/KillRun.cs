using System.Diagnostics;
using LoopWorker.Comparing;
using LoopWorker.Demo;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.EndToEndTests.Environment.Faults;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>
/// Two replicas work on services that fail in every way, and one of them is killed again and again. Then the services recover,
/// the queue is worked off, and what has come of the messages is read back.
/// </summary>
/// <param name="seed">Decides messages, faults and victims. How the processes interleave, no seed decides.</param>
internal sealed class KillRun(int seed)
{
    private const int Events = 1_500;
    private const int Users = 100;
    private const int Kills = 20;
    private const int RingCapacity = 10;

    // Sends are spread so that groups are small and calls many, and so that there is work at every kill.
    private static readonly TimeSpan BetweenBatches = TimeSpan.FromMilliseconds(100);

    private readonly Random _random = new(seed);
    private readonly MadeTraffic _traffic = new(Events, Users, bad: 0.01, seed: seed);
    private readonly Deployment _deployment = new(
        settings:
        [
            ("Queues:Sources:0:VisibilityTimeout", "00:00:05"),
            ("Queues:Sources:0:MaxReceiveCount", "20"),
            ("Pipeline:MaxInFlight", "60"),
        ]
    );

    public async Task<KillReport> RunAsync()
    {
        // A call of SQS is given up after 10 s; an attempt at one of DynamoDB after 5 s, when a message is visible again, too.
        await using var sqs = Proxy(SharedEndpoints.Current.Sqs, clientsPatience: TimeSpan.FromSeconds(11));
        await using var dynamoDb = Proxy(SharedEndpoints.Current.DynamoDb, clientsPatience: TimeSpan.FromSeconds(6));
        using var client = AwsClients.Queues();
        await _deployment.ProvisionAsync();
        await _deployment.SendAsync(_traffic.SetupLines());

        var time = Stopwatch.StartNew();
        var environment = _deployment.With(
            ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString())
        );
        await WorkAndKillAsync(environment, await client.OpenAsync(_deployment.Events, CancellationToken.None));
        sqs.IsCalm = dynamoDb.IsCalm = true;
        var drained = await WorkerProgram.RunAsync(environment, "run", "--until-drained");
        Assert.True(drained.ExitCode == 0, drained.Error);
        var took = time.Elapsed;

        var (missing, others) = CompareDeadLetters(await ReadAsync(client, _deployment.DeadLetters));
        return new KillReport(
            seed,
            took,
            await AuditAsync(await ReadAsync(client, _deployment.Notifications)),
            missing,
            others,
            Deliveries.In(sqs.Answered).Max(message => message.ReceiveCount),
            [$"SQS: {sqs}", $"DynamoDB: {dynamoDb}"]
        );
    }

    private FaultProxy Proxy(Uri service, TimeSpan clientsPatience) =>
        new(service, FaultPlan.Rough(seed), clientsPatience);

    private async Task WorkAndKillAsync(IReadOnlyDictionary<string, string> environment, IQueue events)
    {
        var replicas = new[] { WorkerProgram.Start(environment, "run"), WorkerProgram.Start(environment, "run") };
        try
        {
            var kill = 0;
            foreach (var share in _traffic.Messages.Chunk(Events / Kills))
            {
                var victim = kill++ % replicas.Length;
                await replicas[victim].SaysAsync("Worker started");
                var batches = share.Chunk(QueueLimits.BatchEntries).ToList();
                var sending = SendAsync(events, batches);
                await Task.Delay(BetweenBatches * batches.Count * _random.NextDouble());
                await KillAsync(replicas[victim]);
                replicas[victim] = WorkerProgram.Start(environment, "run");
                await sending;
            }
            await Eventually.HoldsAsync(
                async () => (await events.GetDepthAsync(CancellationToken.None)).Visible == 0,
                "The replicas do not work off the queue."
            );
        }
        finally
        {
            foreach (var replica in replicas)
                await KillAsync(replica);
        }
    }

    private static async Task KillAsync(WorkerProgram replica)
    {
        Assert.False(replica.HasEnded, $"A worker ended by itself:\n{string.Join('\n', replica.Errors)}");
        replica.Kill();
        await replica.DisposeAsync();
    }

    private static async Task SendAsync(IQueue queue, IEnumerable<MadeMessage[]> batches)
    {
        foreach (var batch in batches)
        {
            var outcomes = await queue.SendAsync(
                [.. batch.Select(message => new OutgoingMessage(message.Body))],
                CancellationToken.None
            );
            Assert.All(outcomes, outcome => Assert.Null(outcome.Error));
            await Task.Delay(BetweenBatches);
        }
    }

    private async Task<DemoAudit> AuditAsync(IEnumerable<string> notifications)
    {
        using var tables = AwsClients.Tables();
        return await DemoAudit.RunAsync(_traffic.Expected, tables.Open(_deployment.Table), notifications, RingCapacity);
    }

    // One may be there twice: its original is deleted after the dead-letter queue has accepted it.
    private (int Missing, int Others) CompareDeadLetters(IReadOnlyList<string> letters)
    {
        var bad = _traffic
            .Messages.Where(message => message.Kind == MadeKind.Bad)
            .CountBy(message => message.Body)
            .ToDictionary();
        var found = letters.CountBy(letter => letter).ToDictionary();
        return (
            bad.Sum(body => Math.Max(0, body.Value - found.GetValueOrDefault(body.Key))),
            letters.Count(letter => !bad.ContainsKey(letter))
        );
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(IQueueService client, string queue)
    {
        var messages = await QueueReading.ReadAllAsync(
            await client.OpenAsync(queue, CancellationToken.None),
            consume: false,
            CancellationToken.None
        );
        return [.. messages.Select(message => message.Body)];
    }
}
