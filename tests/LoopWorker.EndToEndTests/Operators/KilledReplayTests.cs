using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Testing;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests.Operators;

/// <summary>A night's work: thousands of dead letters, replayed by a process that is killed again and again.</summary>
public abstract partial class KilledReplayTests(bool fifo, int letters, ITestOutputHelper output)
{
    private const int Kills = 3;
    private static readonly string[] Chosen = ["retries_exhausted", "no_rate", "moved_by_sqs"];

    [Fact]
    public async Task What_is_chosen_takes_effect_once_and_the_rest_stays_however_often_the_replay_is_killed()
    {
        var traffic = new LetterTraffic(letters, withoutNote: letters / 25, users: 200);
        var deployment = new Deployment(SharedEndpoints.Current, fifo);
        await deployment.ProvisionAsync();
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        await traffic.SendAsync(
            await queues.OpenAsync(deployment.DeadLetters, CancellationToken.None),
            deployment.Events
        );
        var chosen = Chosen.SelectMany(code => traffic.Ids[code]).ToList();
        string[] request = ["dlq", "replay", .. Chosen.SelectMany(code => new[] { "--code", code }), "--rate", "500"];

        await KillAsync(deployment, request, after: chosen.Count / 5);
        for (var i = 1; i < Kills; i++)
            await KillAsync(deployment, ["dlq", "replay", "--resume"], after: chosen.Count / 5);
        var report = await ResumeAsync(deployment);
        await deployment.RunAsync("run", "--until-drained");

        Assert.Equal(chosen.Count, report.GetProperty("replayed").GetInt32());
        Assert.Equal(Kills, report.GetProperty("resumed").GetInt32());
        Assert.Equal(chosen.Count, await deployment.CountMarkersAsync());
        Assert.Equal(
            chosen.Select(id => $"yield:{id}").Order(StringComparer.Ordinal),
            (await NotificationIdsAsync(queues, deployment)).Order(StringComparer.Ordinal)
        );
        await AssertTheRestIsThereAsync(deployment, traffic, chosen);
        await AssertTheRecordAddsUpAsync(deployment, chosen.Count);
    }

    // Waits until it has told of so many of its own, and kills it. Twice as many letters are looked at as are chosen.
    private async Task KillAsync(Deployment deployment, string[] command, int after)
    {
        await using var program = await StartAsync(deployment, command);
        await Eventually.HoldsAsync(
            () => program.HasEnded || Told(program) >= after,
            $"The replay did not get to {after} letters."
        );
        Assert.False(program.HasEnded, string.Join('\n', program.Errors));
        program.Kill();
        output.WriteLine($"Killed after {Told(program)} letters.");
    }

    private async Task<JsonElement> ResumeAsync(Deployment deployment)
    {
        await using var program = await StartAsync(deployment, ["dlq", "replay", "--resume", "--json"]);
        var result = await program.EndAsync();
        Assert.True(result.ExitCode == 0, $"{result.Error}\n{result.Output}");
        return CommandSchema.Of("dlq-replay").Check(result.Output);
    }

    // Until the lock of the process that was killed has freed itself, others are told whose it is.
    private async Task<WorkerProgram> StartAsync(Deployment deployment, string[] command)
    {
        while (true)
        {
            var program = WorkerProgram.Start(deployment.Environment, [.. command, "--visibility-timeout", "15"]);
            await Eventually.HoldsAsync(
                () => program.HasEnded || Told(program) > 0,
                "The replay neither began nor ended."
            );
            if (
                !program.HasEnded
                || !program.Errors.Any(line => line.Contains("is at work on", StringComparison.Ordinal))
            )
                return program;
            output.WriteLine(program.Errors[^1]);
            Assert.Matches("run [0-9a-f]{8}, dlq replay, since .*Its lock is free at 20", program.Errors[^1]);
            await program.DisposeAsync();
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        }
    }

    private static int Told(WorkerProgram program) =>
        program
            .Errors.Select(line => Progress().Match(line))
            .Where(match => match.Success)
            .Select(match =>
                int.Parse(match.Groups["count"].ValueSpan, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)
            )
            .DefaultIfEmpty()
            .Max();

    private static async Task<List<string>> NotificationIdsAsync(IQueueService queues, Deployment deployment)
    {
        var ids = new List<string>();
        var queue = await queues.OpenAsync(deployment.Notifications, CancellationToken.None);
        while (await queue.ReceiveAsync(new(), CancellationToken.None) is { Count: > 0 } received)
        {
            ids.AddRange(
                received.Select(message =>
                    JsonDocument.Parse(message.Body).RootElement.GetProperty("data").GetProperty("id").GetString()!
                )
            );
            await queue.DeleteAsync([.. received.Select(message => message.ReceiptHandle)], CancellationToken.None);
        }
        return ids;
    }

    private static async Task AssertTheRestIsThereAsync(
        Deployment deployment,
        LetterTraffic traffic,
        List<string> chosen
    )
    {
        using var queues = AwsClients.Queues(SharedEndpoints.Current);
        var queue = await queues.OpenAsync(deployment.DeadLetters, CancellationToken.None);
        var left = new List<string>();
        while (await queue.ReceiveAsync(new(), CancellationToken.None) is { Count: > 0 } received)
        {
            left.AddRange(received.Select(message => LetterTraffic.IdIn(message.Body)));
            await queue.DeleteAsync([.. received.Select(message => message.ReceiptHandle)], CancellationToken.None);
        }
        var rest = traffic.Ids.SelectMany(group => group).Except(chosen).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(rest, left.Order(StringComparer.Ordinal));
    }

    private static async Task AssertTheRecordAddsUpAsync(Deployment deployment, int chosen)
    {
        var history = CommandSchema
            .Of("dlq-history")
            .Check((await deployment.RunAsync("dlq", "history", "--json")).Output);
        var record = Assert.Single(history.GetProperty("operations").EnumerateArray());
        Assert.Equal("done", record.GetProperty("outcome").GetString());
        Assert.Equal(chosen, record.GetProperty("details").GetProperty("counts").GetProperty("replayed").GetInt32());
        Assert.Equal(
            Chosen,
            record
                .GetProperty("details")
                .GetProperty("request")
                .GetProperty("select")
                .GetProperty("codes")
                .EnumerateArray()
                .Select(code => code.GetString())
        );
    }

    [GeneratedRegex(
        "^Letters replayed: (?<count>[0-9,]+) of",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex Progress();
}

public sealed class KilledStandardReplayTests(ITestOutputHelper output) : KilledReplayTests(fifo: false, 5_000, output);

public sealed class KilledFifoReplayTests(ITestOutputHelper output) : KilledReplayTests(fifo: true, 5_000, output);
