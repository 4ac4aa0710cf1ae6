using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using LoopWorker.Configuration;
using LoopWorker.Loop.Deciding;
using Microsoft.Extensions.Configuration;

namespace LoopWorker.Tests.Configuration;

public sealed class SettingsLoadingTests
{
    private static readonly Dictionary<string, JsonValue?> Defaults = Declaration
        .Leaves(Declaration.ToJson(Support.Settings.Default()))
        .ToDictionary(leaf => leaf.Path, leaf => leaf.Value);

    public static TheoryData<string> EverySetting => [.. Defaults.Keys];

    [Theory]
    [MemberData(nameof(EverySetting))]
    public void Every_setting_is_bound(string path)
    {
        var other = Other(path, Defaults[path]);
        var values = new Dictionary<string, string?> { ["LoopWorker:Queues:Sources:0:Queue"] = "events" };
        // /metrics needs a port.
        if (path == "Health:Metrics")
            values["LoopWorker:Health:Port"] = "8080";
        values[$"LoopWorker:{path}"] = other;
        var settings = Load([.. values.Select(pair => (pair.Key, pair.Value))]);
        var bound = Declaration.Leaves(Declaration.ToJson(settings)).Single(leaf => leaf.Path == path).Value;
        Assert.Equal(other.TrimEnd('0'), bound?.ToString().TrimEnd('0'));
    }

    [Fact]
    public void Names_and_words_are_read_whatever_their_case()
    {
        var settings = Load(("LOOPWORKER:CAPTURE:unknowncard", "park"), ("loopworker:QUEUES:sources:0:queue", "a"));
        Assert.Equal(UnknownCardPolicy.Park, settings.Capture.UnknownCard);
        Assert.Equal("a", Assert.Single(settings.Queues.Sources).Queue);
    }

    [Fact]
    public void Rates_are_added_to_that_of_the_dollar_which_can_be_set_too()
    {
        Assert.Equal([("JPY", 6_600_000UL), ("USD", 10_000_000UL)], Rates(("LoopWorker:Capture:Rates:JPY", "6600000")));
        Assert.Equal([("USD", 1UL)], Rates(("LoopWorker:Capture:Rates:usd", "1")));

        static IEnumerable<(string, ulong)> Rates(params (string, string?)[] values) =>
            Load(values).Capture.Rates.Select(rate => (rate.Key, rate.Value)).Order();
    }

    [Theory]
    [InlineData(
        "Capture:Rates:XYZ",
        "1",
        "Capture:Rates:XYZ is no rate: 'XYZ' is no active currency code of ISO 4217."
    )]
    [InlineData("Capture:Rates:0", "1", "Capture:Rates:0 is no rate: '0' is no active currency code of ISO 4217.")]
    [InlineData("Capture:Rates:EUR", "0", "Capture:Rates:EUR is 0: it must be from 1 to 18446744073709551615.")]
    [InlineData(
        "Capture:Rates:EUR",
        "1.5",
        "LoopWorker:Capture:Rates:EUR is '1.5': it must be a whole number, at most 18446744073709551615."
    )]
    [InlineData(
        "Capture:Rates:EUR:Lamports",
        "1",
        "LoopWorker:Capture:Rates:EUR is a section: it must be a whole number, at most 18446744073709551615."
    )]
    [InlineData(
        "Capture:Rates",
        "5",
        "LoopWorker:Capture:Rates is '5': it is a section, with settings such as LoopWorker:Capture:Rates:NAME."
    )]
    public void What_is_no_rate_is_an_error(string path, string value, string error) =>
        Assert.Equal([error], Errors(($"LoopWorker:{path}", value)));

    [Fact]
    public void Nulls_and_empty_values_leave_the_defaults()
    {
        const string Json = """
            {
              "LoopWorker": {
                "Table": null,
                "Queues": { "Sources": null, "Notifications": null },
                "Capture": {},
                "Pipeline": { "MaxInFlight": null, "Receivers": "" }
              }
            }
            """;
        Assert.Equal(
            Declaration.ToJson(Support.Settings.Default()),
            Declaration.ToJson(LoadJson(Json)),
            JsonNode.DeepEquals
        );
    }

    [Fact]
    public void A_worker_finishes_before_its_host_gives_up() =>
        Assert.Equal(TimeSpan.FromSeconds(24), Load().Pipeline.DrainTimeout);

    [Theory]
    [InlineData("00:10:30", "it must be in whole minutes, because ECS counts in them, or 0 for no protection.")]
    [InlineData("00:00:59.9", "it must be in whole minutes, because ECS counts in them, or 0 for no protection.")]
    [InlineData("2.00:01:00", "it must be from 00:00:00 to 2.00:00:00.")]
    [InlineData("-00:01:00", "it must be from 00:00:00 to 2.00:00:00.")]
    public void Scale_in_protection_is_of_whole_minutes_and_two_days_at_most(string lease, string error)
    {
        Assert.Contains(
            error,
            Assert.Single(Errors(("LoopWorker:Ecs:TaskProtection", lease))),
            StringComparison.Ordinal
        );
        foreach (var valid in (string[])["0", "00:00:00", "00:01:00", "2.00:00:00"])
            Load(("LoopWorker:Ecs:TaskProtection", valid));
    }

    [Theory]
    [InlineData("LoopWorker:Queues:Sources:0:MaxReceiveCount", "1")]
    [InlineData("LoopWorker:Queues:Sources:0:MaxReceiveCount", "2")]
    [InlineData("LoopWorker:Routing:MaxReceiveCount", "1")]
    public void So_few_receives_that_a_stop_and_a_crash_use_them_up_are_refused(string setting, string receives)
    {
        Assert.Equal(
            $"{setting["LoopWorker:".Length..]} is {receives}: it must be from 3 to 1000, for an orderly stop and a crash each use up a receive, and SQS would move sound messages.",
            Assert.Single(Errors(("LoopWorker:Queues:Sources:0:Queue", "loop-events"), (setting, receives)))
        );
        Load(("LoopWorker:Queues:Sources:0:Queue", "loop-events"), (setting, "3"));
    }

    [Fact]
    public void All_errors_are_reported_together()
    {
        var errors = Errors(
            ("LoopWorker:Pipeline:MaxInFligth", "10"),
            ("LoopWorker:Pipeline:Receivers", "many"),
            ("LoopWorker:Capture:MaxPendingCaptures", "1000"),
            ("PENDING_TTL_SECONDS", "99999999999999999")
        );
        Assert.Equal(
            [
                "PENDING_TTL_SECONDS is '99999999999999999': it must be a whole number of seconds.",
                "LoopWorker:Pipeline:MaxInFligth is not a setting; did you mean MaxInFlight?",
                "LoopWorker:Pipeline:Receivers is 'many': it must be a whole number, at most 2147483647.",
                "Capture:MaxPendingCaptures is 1000: it must be from 1 to 100.",
            ],
            errors
        );
    }

    [Theory]
    [InlineData("Pipelin:Linger", "LoopWorker:Pipelin is not a setting; did you mean Pipeline?")]
    [InlineData(
        "Queues:Sources:1:VisibilityTimout",
        "LoopWorker:Queues:Sources:1:VisibilityTimout is not a setting; did you mean VisibilityTimeout?"
    )]
    [InlineData(
        "Table:Region",
        "LoopWorker:Table:Region is not a setting; the settings here are Name, FingerprintIndex and PointInTimeRecovery."
    )]
    [InlineData(
        "Pipeline:NotificationSenders",
        "LoopWorker:Pipeline:NotificationSenders is not a setting; the settings here are MaxInFlight, TargetTimeInHand, Receivers, ReceiveWait, Linger, CommitConcurrency, MaxHold, CachedUsers, MaxBodyBytes and MaxEventAge."
    )]
    public void Unknown_names_are_reported_with_what_is_known(string path, string error) =>
        Assert.Contains(error, Errors(($"LoopWorker:{path}", "1"), ("LoopWorker:Queues:Sources:0:Queue", "a")));

    [Theory]
    [InlineData("Engine", "Azure", "it must be Embedded or Aws.")]
    [InlineData("Engine", "1", "it must be Embedded or Aws.")]
    [InlineData("Table:PointInTimeRecovery", "on", "it must be true or false.")]
    [InlineData("Pipeline:CachedUsers", "1.5", "it must be a whole number, at most 2147483647.")]
    [InlineData("Capture:Rates:USD", "-1", "it must be a whole number, at most 18446744073709551615.")]
    [InlineData(
        "Pipeline:MaxHold",
        "10 min",
        "it must be a time such as 00:00:30 (hours:minutes:seconds) or 4.00:00:00 (days first)."
    )]
    [InlineData(
        "ShutdownTimeout",
        "30",
        "it must be a time such as 00:00:30 (hours:minutes:seconds) or 4.00:00:00 (days first)."
    )]
    [InlineData("Queues:Sources", "a", "it is a section, with settings such as LoopWorker:Queues:Sources:0:Queue.")]
    [InlineData("Queues:Sources:0", "a", "it is a section, with settings such as LoopWorker:Queues:Sources:0:Queue.")]
    public void A_value_that_cannot_be_read_is_reported_with_what_it_must_be(
        string path,
        string value,
        string remedy
    ) => Assert.Contains($"LoopWorker:{path} is '{value}': {remedy}", Errors(($"LoopWorker:{path}", value)));

    [Fact]
    public void A_single_value_with_members_is_reported() =>
        Assert.Equal(
            [
                "LoopWorker:ShutdownTimeout is a section: it must be a time such as 00:00:30 (hours:minutes:seconds) or 4.00:00:00 (days first).",
            ],
            Errors(("LoopWorker:ShutdownTimeout:Seconds", "25"))
        );

    [Theory]
    [InlineData("events", "events", ", and so is Queues:Sources:0:Queue: name another queue.")]
    [InlineData("events.fifo", "dead", "it must be of the same kind as 'events.fifo', with '.fifo' at the end.")]
    [InlineData("events", "dead.fifo", "it must be of the same kind as 'events', without '.fifo' at the end.")]
    public void A_dead_letter_queue_is_another_queue_of_the_same_kind(string queue, string deadLetters, string error) =>
        Assert.EndsWith(
            error,
            Assert.Single(
                Errors(
                    ("LoopWorker:Queues:Sources:0:Queue", queue),
                    ("LoopWorker:Queues:Sources:0:DeadLetterQueue", deadLetters)
                )
            ),
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("routing", ": it must be a FIFO queue, with '.fifo' at the end.")]
    [InlineData("events.fifo", ", and so is Queues:Sources:0:Queue: name another queue.")]
    [InlineData("told.fifo", ", and so is Queues:Notifications: name another queue.")]
    [InlineData("r!.fifo", ": it must be 1 to 80 of A-Z a-z 0-9 - _ and '.'.")]
    public void A_routing_queue_is_a_fifo_queue_of_its_own(string queue, string error) =>
        Assert.Contains($"Routing:Queue is '{queue}'{error}", RoutingErrors(("Queue", queue)));

    [Theory]
    [InlineData("dead", ": it must be of the same kind as 'routing.fifo', with '.fifo' at the end.")]
    [InlineData("routing.fifo", ", and so is Routing:Queue: name another queue.")]
    [InlineData("events.fifo", ", and so is Queues:Sources:0:Queue: name another queue.")]
    public void The_routing_queues_dead_letter_queue_is_no_queue_of_another_kind(string queue, string error) =>
        Assert.Equal(
            [$"Routing:DeadLetterQueue is '{queue}'{error}"],
            RoutingErrors(("Queue", "routing.fifo"), ("DeadLetterQueue", queue))
        );

    [Fact]
    public void A_routing_queue_is_no_dead_letter_queue() =>
        Assert.Equal(
            ["Queues:Sources:0:DeadLetterQueue is 'events-dlq.fifo', and so is Routing:Queue: name another queue."],
            RoutingErrors(("Queue", "events-dlq.fifo"))
        );

    [Fact]
    public void Dead_letters_of_several_queues_may_share_one() =>
        Assert.Equal(
            "dead.fifo",
            Load(
                ("LoopWorker:Queues:Sources:0:Queue", "events.fifo"),
                ("LoopWorker:Queues:Sources:0:DeadLetterQueue", "dead.fifo"),
                ("LoopWorker:Routing:Queue", "routing.fifo"),
                ("LoopWorker:Routing:DeadLetterQueue", "dead.fifo")
            ).Routing.DeadLetterQueue
        );

    [Theory]
    [InlineData("Queues:Sources:0")]
    [InlineData("Routing")]
    public void A_dead_letter_queues_derived_name_is_not_too_long(string path)
    {
        static string Name(int length) => $"{new string('q', length - ".fifo".Length)}.fifo";
        Load(($"LoopWorker:{path}:Queue", Name(76)));
        Assert.Equal(
            [
                $"{path}:DeadLetterQueue is absent, and '{new string('q', 72)}-dlq.fifo', which stands for it, has 81 characters: set it to a name of at most 80.",
            ],
            Errors(($"LoopWorker:{path}:Queue", Name(77)))
        );
    }

    [Fact]
    public void A_default_type_is_one_that_is_known() =>
        Assert.Equal(
            [
                "Queues:Sources:0:DefaultType is 'loop.pos.v1': it must be loop.pos.transaction.v1, loop.geofence.crossing.v1, loop.vault.yield.v1 or loop.vault.unlock.v1.",
            ],
            Errors(
                ("LoopWorker:Queues:Sources:0:Queue", "a"),
                ("LoopWorker:Queues:Sources:0:DefaultType", "loop.pos.v1")
            )
        );

    [Fact]
    public void An_alias_takes_precedence_over_the_settings_file() =>
        Assert.Equal("agents", Load(("LoopWorker:Table:Name", "file"), ("DYNAMO_TABLE", "agents")).Table.Name);

    private static LoopWorkerSettings Load(params (string Name, string? Value)[] values) =>
        SettingsLoading.Load(
            new ConfigurationBuilder()
                .AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))
                .Build()
        );

    private static LoopWorkerSettings LoadJson(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return SettingsLoading.Load(new ConfigurationBuilder().AddJsonStream(stream).Build());
    }

    private static string[] Errors(params (string Name, string? Value)[] values) =>
        [
            .. Assert
                .Throws<SettingsException>(() => Load(values))
                .Message.Split('\n')
                .Skip(1)
                .Select(line => line.TrimStart(' ', '-')),
        ];

    private static string[] RoutingErrors(params (string Name, string? Value)[] routing) =>
        Errors([
            ("LoopWorker:Queues:Sources:0:Queue", "events.fifo"),
            ("LoopWorker:Queues:Notifications", "told.fifo"),
            .. routing.Select(setting => ($"LoopWorker:Routing:{setting.Name}", setting.Value)),
        ]);

    // A valid value other than the default.
    private static string Other(string path, JsonValue? value) =>
        Declaration.Text(value) switch
        {
            _ when path.EndsWith(":DefaultType", StringComparison.Ordinal) => "loop.vault.yield.v1",
            _ when path == "Routing:Queue" => "other.fifo",
            _ when path == "Ecs:TaskProtection" => "00:11:00",
            "Aws" => "Embedded",
            "Ignore" => "Park",
            "Auto" => "Json",
            "true" => "false",
            "false" => "true",
            { } number when ulong.TryParse(number, CultureInfo.InvariantCulture, out var whole) => $"{whole + 1}",
            { } time when TimeSpan.TryParse(time, CultureInfo.InvariantCulture, out var span) => $"{span / 2}",
            _ => "other",
        };
}
