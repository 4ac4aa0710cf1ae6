using System.Diagnostics;
using System.Text.Json;
using LoopWorker.Demo;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.EndToEndTests.Faults;

/// <summary>
/// Two replicas get their messages in bursts of hundreds, and at some instant while they work one off, one of them is killed. In the end
/// it is counted what was sent again.
/// </summary>
/// <param name="seed">Decides messages and instants. How the processes interleave, no seed decides.</param>
internal sealed class BurstRun(int seed)
{
    private const int Kills = 12;
    private const int Events = 600;
    private const int InHand = 200;
    private const int RingCapacity = 10;

    private readonly Random _random = new(seed);
    private readonly MadeTraffic _traffic = new((Kills + 2) * Events, users: 200, seed: seed);
    private readonly List<long> _inHand = [];
    private readonly Deployment _deployment = new(
        SharedEndpoints.Current,
        settings: [("Queues:Sources:0:VisibilityTimeout", "00:00:05"), ("Queues:Sources:0:MaxReceiveCount", "20")]
    );

    public async Task<BurstReport> RunAsync()
    {
        using var client = AwsClients.Queues(SharedEndpoints.Current);
        await _deployment.ProvisionAsync();
        await _deployment.SendAsync(_traffic.SetupLines());
        var environment = _deployment.With();
        List<MadeMessage[]> bursts = [.. _traffic.Messages.Chunk(_traffic.Messages.Count / (Kills + 2))];
        await WorkAndKillAsync(environment, await client.OpenAsync(_deployment.Events, CancellationToken.None), bursts);
        var drained = await WorkerProgram.RunAsync(environment, "run", "--until-drained");
        Assert.True(drained.ExitCode == 0, drained.Error);

        using var tables = AwsClients.Tables(SharedEndpoints.Current);
        var notifications = await MessageBodies.TakeAllAsync(client, _deployment.Notifications);
        var repeated = notifications
            .Select(EventOf)
            .CountBy(notification => notification)
            .Where(sent => sent.Value > 1)
            .ToList();
        return new BurstReport(
            seed,
            await DemoAudit.RunAsync(_traffic.Expected, tables.Open(_deployment.Table), notifications, RingCapacity),
            (await MessageBodies.TakeAllAsync(client, _deployment.DeadLetters)).Count,
            [
                .. bursts
                    .Skip(2)
                    .Select(burst =>
                    {
                        var events = burst.Select(message => message.EventId).ToHashSet();
                        return repeated.Where(sent => events.Contains(sent.Key.Event)).Sum(sent => sent.Value - 1);
                    }),
            ],
            repeated.DistinctBy(sent => sent.Key.Event).Count(),
            _inHand
        );
    }

    // Two bursts are worked off undisturbed: one to warm up, and one to see how long that takes here.
    private async Task WorkAndKillAsync(
        IReadOnlyDictionary<string, string> environment,
        IQueue events,
        IReadOnlyList<MadeMessage[]> bursts
    )
    {
        await using var replicas = new Replicas(environment);
        for (var i = 0; i < replicas.Count; i++)
            await replicas.HasStartedAsync(i);
        await SendAsync(events, bursts[0]);
        await IsWorkedOffAsync(events);
        var undisturbed = SendAsync(events, bursts[1]);
        await AreInHandAsync(events);
        var begun = Stopwatch.GetTimestamp();
        await IsWorkedOffAsync(events);
        var took = Stopwatch.GetElapsedTime(begun);
        await undisturbed;
        foreach (var (i, burst) in bursts.Index().Skip(2))
        {
            var victim = i % replicas.Count;
            await replicas.HasStartedAsync(victim);
            var sending = SendAsync(events, burst);
            await AreInHandAsync(events);
            await Task.Delay(took * _random.NextDouble());
            _inHand.Add((await events.GetDepthAsync(CancellationToken.None)).InFlight);
            await replicas.KillAsync(victim);
            await sending;
        }
        await IsWorkedOffAsync(events);
    }

    private static Task SendAsync(IQueue events, IReadOnlyList<MadeMessage> burst) =>
        Parallel.ForEachAsync(
            burst.Chunk(QueueLimits.BatchEntries),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (batch, cancellation) =>
                Assert.All(
                    await events.SendAsync(
                        [.. batch.Select(message => new OutgoingMessage(message.Body))],
                        cancellation
                    ),
                    outcome => Assert.Null(outcome.Error)
                )
        );

    // Or they are done already.
    private static Task AreInHandAsync(IQueue events) =>
        Eventually.HoldsAsync(
            async () =>
                await events.GetDepthAsync(CancellationToken.None) is var depth
                && (depth.InFlight >= InHand || depth.Total == 0),
            "The replicas do not take the messages."
        );

    private static Task IsWorkedOffAsync(IQueue events) =>
        Eventually.HoldsAsync(
            async () => (await events.GetDepthAsync(CancellationToken.None)).Total == 0,
            "The replicas do not work off the queue."
        );

    // The notification's id is its kind and the event's id.
    private static (string Kind, string Event) EventOf(string notification)
    {
        using var envelope = JsonDocument.Parse(notification);
        var id = envelope.RootElement.GetProperty("data").GetProperty("id").GetString()!;
        var colon = id.IndexOf(':', StringComparison.Ordinal);
        return (id[..colon], id[(colon + 1)..]);
    }
}
