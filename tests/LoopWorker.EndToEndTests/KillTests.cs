using LoopWorker.Comparing;
using LoopWorker.Demo;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using Xunit.Abstractions;

namespace LoopWorker.EndToEndTests;

/// <summary>Two replicas, killed again and again while they work.</summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Events = 1_500;
    private const int Kills = 20;

    [Fact]
    public async Task Nothing_is_lost_or_doubled_when_workers_are_killed_at_any_instant()
    {
        var traffic = new MadeTraffic(Events, users: 100, bad: 0.01);
        var random = new Random();
        // Every call takes a while, so that a kill finds work at all stages.
        await using var sqs = new ForwardingProxy(SharedEndpoints.Current.Sqs);
        await using var dynamoDb = new ForwardingProxy(SharedEndpoints.Current.DynamoDb);
        sqs.Delay = dynamoDb.Delay = () => TimeSpan.FromMilliseconds(Random.Shared.Next(60));
        var deployment = new Deployment(
            settings: [("Queues:Sources:0:VisibilityTimeout", "00:00:05"), ("Queues:Sources:0:MaxReceiveCount", "1000")]
        );
        await deployment.ProvisionAsync();
        await deployment.SendAsync(traffic.SetupLines());

        var environment = deployment.With(
            ("AWS_ENDPOINT_URL_SQS", sqs.Uri.ToString()),
            ("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.Uri.ToString()),
            ("LoopWorker__Pipeline__MaxInFlight", "60")
        );
        using var client = AwsClients.Queues();
        var events = await client.OpenAsync(deployment.Events, CancellationToken.None);
        var sending = SendAsync(events, traffic, TimeSpan.FromSeconds(Kills));
        List<WorkerProgram> replicas =
        [
            WorkerProgram.Start(environment, "run"),
            WorkerProgram.Start(environment, "run"),
        ];
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                var victim = replicas[random.Next(replicas.Count)];
                await victim.SaysAsync("Worker started");
                await Task.Delay(random.Next(1_000));
                victim.Kill();
                await victim.DisposeAsync();
                replicas.Remove(victim);
                replicas.Add(WorkerProgram.Start(environment, "run"));
            }
            await sending;
            await deployment.RunAsync("run", "--until-drained");
        }
        finally
        {
            foreach (var replica in replicas)
                await replica.DisposeAsync();
        }

        using var tables = AwsClients.Tables();
        var notifications = await QueueReading.ReadAllAsync(
            await client.OpenAsync(deployment.Notifications, CancellationToken.None),
            consume: false,
            CancellationToken.None
        );
        var audit = await DemoAudit.RunAsync(
            traffic.Expected,
            tables.Open(deployment.Table),
            notifications.Select(message => message.Body),
            ringCapacity: 10
        );
        output.WriteLine($"{audit}");
        Assert.Equal(0, audit.Lost);
        Assert.Equal((0, 0), (audit.DoubledEvents, audit.DoubledCaptures));
        var deadLetters = await QueueReading.ReadAllAsync(
            await client.OpenAsync(deployment.DeadLetters, CancellationToken.None),
            consume: false,
            CancellationToken.None
        );
        var bad = traffic.Messages.Where(message => message.Kind == MadeKind.Bad).Select(message => message.Body);
        Assert.Equal(bad.ToHashSet(), deadLetters.Select(letter => letter.Body).ToHashSet());
    }

    // Spread over the time of the kills, so that there is work at every one of them.
    private static async Task SendAsync(IQueue queue, MadeTraffic traffic, TimeSpan duration)
    {
        var batches = traffic.Messages.Chunk(QueueLimits.BatchEntries).ToList();
        foreach (var batch in batches)
        {
            var outcomes = await queue.SendAsync(
                [.. batch.Select(message => new OutgoingMessage(message.Body))],
                CancellationToken.None
            );
            Assert.All(outcomes, outcome => Assert.Null(outcome.Error));
            await Task.Delay(duration / batches.Count);
        }
    }
}
