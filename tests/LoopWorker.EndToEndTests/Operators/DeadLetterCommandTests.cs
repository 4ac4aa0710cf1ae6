using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Queues;
using LoopWorker.Queues.Sqs;
using LoopWorker.Testing;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests.Operators;

/// <summary>The commands for dead letters as an operator enters them.</summary>
public sealed class DeadLetterCommandTests
{
    private const int Letters = 24;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Looking_at_letters_and_exporting_them_takes_none_out(bool fifo)
    {
        await using var scene = await Scene.SetAsync(fifo);

        var list = (await scene.RunAsync("dlq-list", "dlq", "list")).GetProperty("queues")[0];
        var peek = await scene.RunAsync("dlq-peek", "dlq", "peek", "--code", "no_rate", "--since", "2h");
        var export = await scene.RunAsync("dlq-export", "dlq", "export", scene.File("letters.ndjson"));
        var shown = await scene.Deployment.RunAsync("dlq", "list");
        var user = await scene.RunAsync("user-show", "user", "show", "user-7", "--dead-letters");
        var whole = await scene.Deployment.RunAsync("dlq", "peek", "--max", "1", "--full");

        var codes = list.GetProperty("groups").EnumerateArray().Sum(group => group.GetProperty("letters").GetInt32());
        Assert.Equal((Letters, Letters), (codes, export.GetProperty("exported").GetInt32()));
        Assert.Equal(4, peek.GetProperty("letters").GetArrayLength());
        Assert.Contains(
            ": loop.vault.yield.v1 y00007, no_rate, failed at",
            Assert.Single(user.GetProperty("dead_letters").EnumerateArray()).GetString(),
            StringComparison.Ordinal
        );
        Assert.Contains("│ no_rate ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("\"user_pubkey\"", whole.Output, StringComparison.Ordinal);
        Assert.Equal(Letters, (await File.ReadAllLinesAsync(scene.File("letters.ndjson"))).Length);
        var depth = await scene.Queue.GetDepthAsync(CancellationToken.None);
        Assert.Equal((Letters, 0), (depth.Visible, depth.InFlight));
    }

    [Fact]
    public async Task A_dry_run_says_what_would_go_where_and_an_edit_and_an_edited_export_are_what_is_sent()
    {
        await using var scene = await Scene.SetAsync();
        await File.WriteAllTextAsync(scene.File("edit.json"), """{"amount": 7}""");
        string[] edited = ["dlq", "replay", "--code", "no_rate", "--edit", scene.File("edit.json")];

        var preview = await scene.RunAsync("dlq-replay", [.. edited, "--dry-run"]);
        var replayed = await scene.RunAsync("dlq-replay", edited);
        await scene.Deployment.RunAsync("dlq", "export", scene.File("letters.ndjson"), "--code", "too_old");
        var lines = await File.ReadAllLinesAsync(scene.File("letters.ndjson"));
        await File.WriteAllLinesAsync(
            scene.File("letters.ndjson"),
            lines.Take(2).Select(line => line.Replace("2000000000", "9", StringComparison.Ordinal))
        );
        var fromFile = await scene.RunAsync("dlq-replay", "dlq", "replay", "--from", scene.File("letters.ndjson"));

        var group = Assert.Single(preview.GetProperty("groups").EnumerateArray());
        Assert.Equal(
            (4, scene.Deployment.Events),
            (group.GetProperty("letters").GetInt32(), group.GetProperty("to").GetString())
        );
        Assert.Equal(
            """[{"path":"amount","before":"2000000000","after":"7"}]""",
            JsonSerializer.Serialize(group.GetProperty("changes"))
        );
        Assert.Equal(
            (4, 2),
            (replayed.GetProperty("replayed").GetInt32(), fromFile.GetProperty("replayed").GetInt32())
        );
        var amounts = (await scene.SentAsync()).Select(body =>
            JsonNode.Parse(body)!["data"]!["amount"]!.GetValue<int>()
        );
        Assert.Equal([7, 7, 7, 7, 9, 9], amounts.Order());
    }

    [Fact]
    public async Task A_purge_keeps_what_it_deletes_in_a_file_and_history_tells_of_it()
    {
        await using var scene = await Scene.SetAsync();

        var unasked = await WorkerProgram.RunAsync(scene.Deployment.Environment, "dlq", "purge", "--code", "too_old");
        var purged = await scene.RunAsync(
            "dlq-purge",
            "dlq",
            "purge",
            "--code",
            "too_old",
            "--yes",
            "--export",
            scene.File("gone.ndjson")
        );
        var again = await WorkerProgram.RunAsync(
            scene.Deployment.Environment,
            "dlq",
            "purge",
            "--yes",
            "--export",
            scene.File("gone.ndjson")
        );
        var history = await scene.RunAsync("dlq-history", "dlq", "history");

        Assert.Equal((2, ""), (unasked.ExitCode, unasked.Output));
        Assert.Contains("--yes is missing", unasked.Error, StringComparison.Ordinal);
        Assert.Equal(4, purged.GetProperty("deleted").GetInt32());
        Assert.Equal(4, (await File.ReadAllLinesAsync(scene.File("gone.ndjson"))).Length);
        Assert.Equal(2, again.ExitCode);
        Assert.Contains("which exists", again.Error, StringComparison.Ordinal);
        var record = Assert.Single(history.GetProperty("operations").EnumerateArray());
        Assert.Equal(
            (purged.GetProperty("run").GetString(), "dlq purge"),
            (record.GetProperty("run").GetString(), record.GetProperty("operation").GetString())
        );
        Assert.Equal(Letters - 4, (await scene.Queue.GetDepthAsync(CancellationToken.None)).Visible);
    }

    [Fact]
    public async Task Where_SQS_has_moves_it_moves_all_letters_as_they_are()
    {
        Assert.SkipWhen(SharedEndpoints.Current.LocalAwsSqs is null, "The SQS of this run has no moves.");
        await using var scene = await Scene.SetAsync(
            SharedEndpoints.Current with
            {
                Sqs = SharedEndpoints.Current.LocalAwsSqs!,
            }
        );

        var moved = await scene.RunAsync("dlq-replay", "dlq", "replay", "--native", "--rate", "100");
        var history = await scene.RunAsync("dlq-history", "dlq", "history");

        Assert.Equal(Letters, moved.GetProperty("moved").GetInt32());
        var record = Assert.Single(history.GetProperty("operations").EnumerateArray());
        Assert.Equal(
            ("dlq move", "done"),
            (record.GetProperty("operation").GetString(), record.GetProperty("outcome").GetString())
        );
        Assert.Equal(Letters, (await scene.SentAsync()).Count);
        Assert.Equal(0, (await scene.Queue.GetDepthAsync(CancellationToken.None)).Total);
    }

    [Fact]
    public async Task A_purge_deletes_nothing_that_nobody_has_read_from_standard_output()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There, a pipe without a reader is not noticed.");
        await using var scene = await Scene.SetAsync();

        // The reader is gone before anything is written.
        var purged = await WorkerProgram.RunAsync(
            ["bash", "-c", "set -o pipefail; { sleep 0.2; exec \"$@\"; } | true", "bash", .. WorkerProgram.Command],
            scene.Deployment.Environment,
            "dlq",
            "purge",
            "--yes",
            "--export",
            "-"
        );

        Assert.Equal(1, purged.ExitCode);
        Assert.Contains("Deleted so far: 0 letters", purged.Error, StringComparison.Ordinal);
        Assert.Equal(Letters, (await scene.Queue.GetDepthAsync(CancellationToken.None)).Total);
    }

    [Fact]
    public async Task Letters_go_only_where_events_are_received()
    {
        await using var scene = await Scene.SetAsync();
        foreach (
            var (to, what) in new[]
            {
                (scene.Deployment.Notifications, "the queue of notifications"),
                (scene.Deployment.DeadLetters, "a dead-letter queue"),
                ("", "no name"),
            }
        )
        {
            var refused = await WorkerProgram.RunAsync(scene.Deployment.Environment, "dlq", "replay", "--to", to);
            Assert.Equal(
                (2, $"--to is '{to}', {what}: it must be a queue that workers receive events from."),
                (refused.ExitCode, refused.Error)
            );
        }
        Assert.Equal(Letters, (await scene.Queue.GetDepthAsync(CancellationToken.None)).Visible);
    }

    [Theory]
    [InlineData("--queue is 'nowhere': it must be ", "dlq", "peek", "--queue", "nowhere")]
    [InlineData("--code is 'no_rat': did you mean no_rate?", "dlq", "peek", "--code", "no_rat")]
    [InlineData("--where is 'amount >': it must be a JMESPath expression", "dlq", "replay", "--where", "amount >")]
    [InlineData("--since is 'yesterday': it must be a time such as", "dlq", "replay", "--since", "yesterday")]
    [InlineData("--edit is 'missing.json': it must be a file that exists.", "dlq", "replay", "--edit", "missing.json")]
    [InlineData(
        "--native lets SQS move all letters as they are: it cannot be combined with --code.",
        "dlq",
        "replay",
        "--native",
        "--code",
        "no_rate"
    )]
    [InlineData("--run names the replay to go on with: give --resume too.", "dlq", "replay", "--run", "1f2e3d4c")]
    [InlineData(
        "--resume goes on with what was asked for then: it cannot be combined with --max.",
        "dlq",
        "replay",
        "--resume",
        "--max",
        "1"
    )]
    public async Task What_is_wrong_with_a_command_is_said_in_a_line(string message, params string[] command)
    {
        var result = await WorkerProgram.RunAsync(new Deployment(SharedEndpoints.Current).Environment, command);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(message, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_was_interrupted_there_is_nothing_to_resume()
    {
        await using var scene = await Scene.SetAsync();
        var result = await WorkerProgram.RunAsync(scene.Deployment.Environment, "dlq", "replay", "--resume");
        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith("is on record: there is nothing to go on with.", result.Error, StringComparison.Ordinal);
    }

    // A deployment with dead letters, and a folder.
    private sealed class Scene : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loopworker-");
        private readonly SqsQueueService _queues;

        private Scene(Endpoints endpoints, bool fifo)
        {
            _queues = AwsClients.Queues(endpoints);
            Deployment = new Deployment(endpoints, fifo);
        }

        public Deployment Deployment { get; }

        public IQueue Queue { get; private set; } = null!;

        public static Task<Scene> SetAsync(bool fifo = false) => SetAsync(SharedEndpoints.Current, fifo);

        public static async Task<Scene> SetAsync(Endpoints endpoints, bool fifo = false)
        {
            var scene = new Scene(endpoints, fifo);
            await scene.Deployment.ProvisionAsync();
            scene.Queue = await scene._queues.OpenAsync(scene.Deployment.DeadLetters, CancellationToken.None);
            await new LetterTraffic(Letters, withoutNote: 4, users: Letters).SendAsync(
                scene.Queue,
                scene.Deployment.Events
            );
            return scene;
        }

        public string File(string name) => Path.Combine(_folder.FullName, name);

        /// <summary>Runs a command with --json, which must succeed and print what its schema says.</summary>
        public async Task<JsonElement> RunAsync(string schema, params string[] command) =>
            CommandSchema.Of(schema).Check((await Deployment.RunAsync([.. command, "--json"])).Output);

        /// <summary>The bodies in the source.</summary>
        public async Task<List<string>> SentAsync()
        {
            var source = await _queues.OpenAsync(Deployment.Events, CancellationToken.None);
            var bodies = new List<string>();
            while (await source.ReceiveAsync(new(), CancellationToken.None) is { Count: > 0 } received)
                bodies.AddRange(received.Select(message => message.Body));
            return bodies;
        }

        public async ValueTask DisposeAsync()
        {
            _folder.Delete(recursive: true);
            await _queues.DisposeAsync();
        }
    }
}
