using LoopWorker.Testing.Schemas;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("demo --help")]
    [InlineData("process --help")]
    [InlineData("cards link --help")]
    [InlineData("health --help")]
    [InlineData("help")]
    [InlineData("help demo")]
    [InlineData("cards help link")]
    [InlineData("--version")]
    public async Task Asking_for_help_is_no_mistake(string arguments)
    {
        var result = await CommandLine.RunAsync(arguments.Split(' '));
        Assert.Equal(0, result.ExitCode);
        Assert.NotEmpty(result.Output);
    }

    [Theory]
    [InlineData("runn", "'runn' is not a command; did you mean run?")]
    [InlineData("help runn", "'runn' is not a command; did you mean run?")]
    [InlineData("proces x", "'proces' is not a command; did you mean process?")]
    [InlineData("--nope", "'--nope' is not an option of 'loopworker'; the options here are --help and --version.")]
    [InlineData("demo --evnts 5", "'--evnts' is not an option of 'demo'; did you mean --events?")]
    [InlineData("demo --events abc", "--events is 'abc': it must be a whole number from 1 to 100000000.")]
    [InlineData("demo --events 0", "--events is '0': it must be a whole number from 1 to 100000000.")]
    [InlineData("demo --seed 99999999999", "--seed is '99999999999': it must be a whole number from 0 to 2147483647.")]
    [InlineData("demo --bad x", "--bad is 'x': it must be a number from 0 to 1.")]
    [InlineData("demo --duplicates 1.5", "--duplicates is '1.5': it must be a number from 0 to 1.")]
    [InlineData("demo --json=maybe", "--json is 'maybe': it must be true or false, or stand alone.")]
    [InlineData("demo --events 5 --events 6", "--events is given 2 times: give it once.")]
    [InlineData("process", "FILE is missing: Files of events, cards and preferences")]
    [InlineData("process no-such-file", "There is no file 'no-such-file'.")]
    [InlineData("process @no-such-file", "There is no file '@no-such-file'.")]
    [InlineData("process samples", "FILE is 'samples', a directory: name a file, or - for standard input.")]
    [InlineData("process --json=maybe samples/day.ndjson", "--json is 'maybe': it must be true or false")]
    [InlineData("process --nope", "'--nope' is not an option of 'process'; the options here are --now, --shift-to")]
    [InlineData("process -- --nope", "There is no file '--nope'.")]
    [InlineData("process -- --json=maybe", "There is no file '--json=maybe'.")]
    [InlineData("process - -", "FILE is - more than once: standard input can be read only once.")]
    [InlineData("process samples/day.ndjson --now yesterday", "--now is 'yesterday'")]
    [InlineData("process samples/day.ndjson --now", "--now needs a value: The time at which the clock stands")]
    [InlineData("run extra", "'extra' is one argument too many: 'run' takes only options.")]
    [InlineData("run --stage routes", "--stage is 'routes': it must be all, route or apply.")]
    [InlineData("health alive", "QUESTION is 'alive': it must be live, ready or startup.")]
    [InlineData("health --timeout 0", "--timeout is '0': it must be a whole number from 1 to 60, in seconds.")]
    [InlineData("cards", "'cards' needs a command: ")]
    [InlineData("cards --json", "'--json' is not an option of 'cards'; ")]
    [InlineData("cards link fp1", "USER is missing: The user's public key.")]
    [InlineData("cards link fp1 u1 u2", "'u2' is one argument too many: 'cards link' takes FINGERPRINT USER.")]
    [InlineData("cards link --lst4 4242 fp1 u1", "'--lst4' is not an option of 'cards link'; did you mean --last4?")]
    [InlineData("cards link fp1 u#1", "USER is a string of 3 characters with one that is not allowed at position 2")]
    [InlineData("cards link fp1 u1 --last4 42", "--last4 is a string of 2 characters: expected 4 digits.")]
    [InlineData("cards list", "USER is missing: The user's public key.")]
    public async Task Wrong_usage_says_what_is_wrong_and_ends_with_2(string arguments, string expected)
    {
        var result = await CommandLine.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("--help", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_queue_that_is_no_source_is_one_line()
    {
        var result = await CommandLine.RunAsync("send", "-", "--queue", "events");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            "--queue is 'events': it must be one of LoopWorker:Queues:Sources, loop-events.\n",
            result.Error.ReplaceLineEndings("\n")
        );
    }

    [Theory]
    [InlineData("AWS_REGION", "AWS_DEFAULT_REGION")]
    [InlineData("AWS_DEFAULT_REGION", "AWS_REGION")]
    public async Task A_standing_clock_is_refused_on_AWS_before_any_call(string regionIn, string notIn)
    {
        var result = await CommandLine.RunAsync(
            ["run", "--now", "2020-01-01T00:00:00Z"],
            "",
            null,
            (regionIn, "eu-central-1"),
            (notIn, ""),
            ("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:1")
        );
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("sqs.eu-central-1.amazonaws.com is AWS itself", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_on_the_embedded_engine_is_refused()
    {
        var result = await CommandLine.RunAsync(["run"], "", null, ("LoopWorker__Engine", "Embedded"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Engine is Embedded: 'run' works on SQS and DynamoDB", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("route")]
    [InlineData("apply")]
    public async Task A_stage_of_routing_without_a_routing_queue_is_refused(string stage)
    {
        var result = await CommandLine.RunAsync("run", "--stage", stage);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            $"Routing:Queue is not set: '--stage {stage}' needs a routing queue.",
            result.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Settings_that_are_wrong_are_all_named_with_the_values_found()
    {
        var result = await CommandLine.RunAsync(
            ["demo"],
            "",
            null,
            ("LoopWorker__Pipeline__MaxInFlight", "0"),
            ("LoopWorker__Capture__MaxPendingCaptures", "1000"),
            ("LoopWorker__Capture__ParkedLifetime", "00:00:59"),
            ("LoopWorker__Table__Name", "a b"),
            ("PENDING_TTL_SECONDS", "soon"),
            ("DAX_ENDPOINT", "dax://x")
        );
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            """
            The settings are not valid:
              - PENDING_TTL_SECONDS is 'soon': it must be a whole number of seconds.
              - DAX_ENDPOINT is set: DAX is not supported. Unset it; contexts are cached in the worker.
              - Table:Name is 'a b': it must be 3 to 255 of A-Z a-z 0-9 - _ and '.'.
              - Capture:MaxPendingCaptures is 1000: it must be from 1 to 100.
              - Capture:ParkedLifetime is 00:00:59: it must be from 00:01:00 to 3650.00:00:00.
              - Pipeline:MaxInFlight is 0: it must be from 1 to 120000.

            """,
            result.Error
        );
    }

    [Theory]
    [InlineData(5, null, "6, one for each receiver of each source.")]
    [InlineData(8, "routing.fifo", "9, one for each receiver of each source and of the routing queue.")]
    public async Task Fewer_messages_in_hand_than_receivers_are_refused(int inFlight, string? routing, string error)
    {
        var result = await CommandLine.RunAsync(
            ["demo"],
            "",
            null,
            [
                ("LoopWorker__Pipeline__MaxInFlight", $"{inFlight}"),
                ("LoopWorker__Pipeline__Receivers", "3"),
                ("LoopWorker__Queues__Sources__0__Queue", "a"),
                ("LoopWorker__Queues__Sources__1__Queue", "b"),
                .. routing is null ? [] : new[] { ("LoopWorker__Routing__Queue", routing) },
            ]
        );
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            $"Pipeline:MaxInFlight is {inFlight}: it must be at least {error}",
            result.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_setting_of_the_wrong_type_is_named()
    {
        var result = await CommandLine.RunAsync(["demo"], "", null, ("LoopWorker__Pipeline__Receivers", "many"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("LoopWorker:Pipeline:Receivers", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_variable_with_single_underscores_is_named()
    {
        var result = await CommandLine.RunAsync(["demo"], "", null, ("LoopWorker_Queues_Notifications", "told"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Did you mean LoopWorker__Queues__Notifications?", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_judges_the_settings_too_and_ends_with_2()
    {
        var result = await CommandLine.RunAsync(
            ["check", "--json"],
            "",
            null,
            ("LoopWorker__Queues__Retention", "15.00:00:00"),
            ("LoopWorker__Quues__Notifications", "told")
        );
        Assert.Equal(2, result.ExitCode);
        Assert.Equal(
            [
                "LoopWorker:Quues is not a setting; did you mean Queues?",
                "Queues:Retention is 15.00:00:00: it must be from 00:01:00 to 14.00:00:00.",
                "Queues:DeadLetterRetention is 14.00:00:00: it must be longer than Queues:Retention (15.00:00:00), or a dead letter may expire as soon as it arrives.",
            ],
            CommandSchema
                .Of("check")
                .Check(result.Output)
                .GetProperty("findings")
                .EnumerateArray()
                .Select(finding => finding.GetProperty("text").GetString())
        );
    }

    [Theory]
    [InlineData("{ \"LoopWorker\": ")]
    [InlineData("[]")]
    [InlineData("{ \"LoopWorker\": {}, \"loopworker\": {\"Engine\": \"Aws\", \"engine\": \"Aws\"} }")]
    [InlineData("")]
    public async Task A_settings_file_that_is_not_the_JSON_it_should_be_is_named(string content)
    {
        var folder = Directory.CreateTempSubdirectory("loopworker-tests-");
        try
        {
            var file = Path.Combine(folder.FullName, "appsettings.json");
            await File.WriteAllTextAsync(file, content);
            var result = await CommandLine.RunAsync(["demo"], workingDirectory: folder.FullName);
            Assert.Equal(2, result.ExitCode);
            Assert.Contains(file, result.Error, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_misspelt_variable_is_named_with_the_setting_it_resembles()
    {
        var result = await CommandLine.RunAsync(["demo"], "", null, ("LoopWorker__Pipeline__MaxInFligth", "10"));
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(
            "LoopWorker:Pipeline:MaxInFligth is not a setting; did you mean MaxInFlight?",
            result.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_variable_of_the_worker_takes_precedence_over_its_alias()
    {
        var result = await CommandLine.RunAsync(
            ["demo", "--events", "10"],
            "",
            null,
            ("MAX_PENDING_CAPTURES", "not used"),
            ("LOOPWORKER__CAPTURE__MAXPENDINGCAPTURES", "5")
        );
        Assert.True(result.ExitCode == 0, result.Error);
    }

    [Fact]
    public async Task The_agents_variables_set_what_they_stand_for()
    {
        var line =
            """{"type":"loop.pos.transaction.v1","data":{"transaction_id":"t1","processor":"square","merchant_id":"m1","amount_cents":1250,"card_fingerprint":"fp1","occurred_at":"2026-01-15T12:00:00Z"}}""";
        var link = """{"type":"loop.card.link.v1","data":{"card_fingerprint":"fp1","user_pubkey":"u1"}}""";
        var result = await CommandLine.RunAsync(
            ["process", "-", "--json"],
            $"{link}\n{line}\n",
            null,
            ("PENDING_TTL_SECONDS", "60")
        );
        Assert.Contains("\"created_at\": 1768478400", result.Output, StringComparison.Ordinal);
        Assert.Contains("\"expires_at\": 1768478460", result.Output, StringComparison.Ordinal);
    }
}
