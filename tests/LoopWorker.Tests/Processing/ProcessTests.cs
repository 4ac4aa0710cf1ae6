using System.Text.Json;
using LoopWorker.Testing.Schemas;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Processing;

public sealed class ProcessTests
{
    private const string Sample = "samples/day.ndjson";

    private static readonly (string, string) Park = ("LoopWorker__Capture__UnknownCard", "Park");

    private const string Link =
        """{"type":"loop.card.link.v1","data":{"card_fingerprint":"fp1","user_pubkey":"u1","card_last4":"4242"}}""";

    [Fact]
    public async Task The_sample_gives_the_approved_output_to_the_byte()
    {
        var approved = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "samples/day.expected.json"));
        var result = await CommandLine.RunAsync("process", Sample, "--json");
        Assert.Equal("", result.Error);
        Assert.Equal(approved, result.Output);
    }

    [Fact]
    public async Task The_same_file_a_second_time_changes_nothing()
    {
        var once = Parse(await CommandLine.RunAsync("process", Sample, "--json"));
        var twice = Parse(await CommandLine.RunAsync("process", Sample, Sample, "--json"));
        foreach (var part in new[] { "users", "markers", "notifications" })
            Assert.Equal(once.GetProperty(part).GetRawText(), twice.GetProperty(part).GetRawText());
        Assert.Equal(Total(once, "captured"), Total(twice, "captured"));
        Assert.Equal(Total(once, "context_writes"), Total(twice, "context_writes"));
    }

    [Fact]
    public async Task A_FIFO_queue_leads_to_the_same_state()
    {
        var standard = Parse(await CommandLine.RunAsync("process", Sample, "--json"));
        var fifo = Parse(
            await CommandLine.RunAsync(
                ["process", Sample, "--json"],
                "",
                null,
                ("LoopWorker__Queues__Sources__0__Queue", "events.fifo"),
                ("LoopWorker__Queues__Sources__0__DeadLetterQueue", "events-dlq.fifo")
            )
        );
        foreach (var part in new[] { "markers", "notifications", "dead_letters" })
            Assert.Equal(standard.GetProperty(part).GetRawText(), fifo.GetProperty(part).GetRawText());
        foreach (var user in standard.GetProperty("users").EnumerateObject())
        foreach (var part in new[] { "captures", "location", "cards" })
            Assert.Equal(
                user.Value.GetProperty(part).GetRawText(),
                fifo.GetProperty("users").GetProperty(user.Name).GetProperty(part).GetRawText()
            );
    }

    [Fact]
    public async Task The_keys_are_sorted_at_every_level()
    {
        AssertSorted(Parse(await CommandLine.RunAsync("process", Sample, "--json")));

        static void AssertSorted(JsonElement element)
        {
            if (element.ValueKind == JsonValueKind.Array)
                foreach (var entry in element.EnumerateArray())
                    AssertSorted(entry);
            if (element.ValueKind != JsonValueKind.Object)
                return;
            var names = element.EnumerateObject().Select(member => member.Name).ToList();
            Assert.Equal(names.Order(StringComparer.Ordinal), names);
            foreach (var member in element.EnumerateObject())
                AssertSorted(member.Value);
        }
    }

    [Fact]
    public async Task Every_line_is_accounted_for()
    {
        var report = Parse(await CommandLine.RunAsync("process", Sample, "--json"));
        Assert.Equal(1_000, Total(report, "lines"));
        var applied = report.GetProperty("markers").EnumerateObject().Count();
        Assert.Equal(
            Total(report, "events"),
            applied
                + Total(report, "duplicates")
                + Total(report, "unmatched")
                + report
                    .GetProperty("dead_letters")
                    .EnumerateArray()
                    // The sample has three lines that should prepare state and cannot; they are no events.
                    .Count(letter =>
                        !letter
                            .GetProperty("detail")
                            .GetString()!
                            .Contains("linked to another", StringComparison.Ordinal)
                        && !letter
                            .GetProperty("detail")
                            .GetString()!
                            .StartsWith("preferences", StringComparison.Ordinal)
                    )
        );
    }

    [Fact]
    public async Task A_line_takes_effect_after_those_before_it_that_concern_the_same_card_or_user()
    {
        var report = await ProcessAsync(
            Sale("before", 5_000),
            Link,
            Sale("first", 5_000),
            """{"type":"loop.preferences.v1","data":{"user_pubkey":"u1","preferences":{"notifications":{"on_capture":false}}}}""",
            Sale("second", 5_000)
        );
        Assert.Equal(1, Total(report, "unmatched"));
        Assert.Equal(
            ["capture:first"],
            report.GetProperty("notifications").EnumerateArray().Select(entry => entry.GetProperty("id").GetString())
        );
        Assert.Equal(["second", "first"], Captures(report, "u1"));
    }

    [Fact]
    public async Task Bad_lines_are_reported_with_number_and_reason_and_the_rest_goes_on()
    {
        var report = await ProcessAsync(
            "not json",
            "",
            Link,
            """{"type":"loop.card.link.v1","data":{"card_fingerprint":"fp1","user_pubkey":"u2"}}""",
            """{"type":"loop.preferences.v1","data":{"user_pubkey":"u1","preferences":{"auto_steak":true}}}""",
            """{"type":"loop.of.the.future.v9","data":{}}""",
            Sale("t1", 0),
            "{\"type\":\"loop.pos.transaction.v1\",\"data\":{\"pad\":\"" + new string('x', 300_000) + "\"}}",
            "{\"type\":\"loop.pos.transaction.v1\",\"data\":{\"pad\":\"" + new string('x', 2_000_000) + "\"}}",
            Sale("t2", 100)
        );
        Assert.Equal(
            [
                "1 invalid_json",
                "4 invalid_field",
                "5 invalid_field",
                "6 unknown_type",
                "7 invalid_field",
                "8 too_large",
                "9 too_large",
            ],
            report
                .GetProperty("dead_letters")
                .EnumerateArray()
                .Select(letter => $"{letter.GetProperty("line")} {letter.GetProperty("code")}")
        );
        Assert.Equal(["t2"], Captures(report, "u1"));
        Assert.Equal(9, Total(report, "lines"));
    }

    [Fact]
    public async Task A_parked_purchase_takes_effect_when_its_card_is_linked_before_the_lines_behind_the_link()
    {
        var report = await ProcessAsync(
            Park,
            Sale("before", 5_000),
            Sale("stays", 5_000, card: "fp2"),
            Sale("before", 5_000),
            Sale("before", 6_000),
            Link,
            Sale("after", 5_000),
            Sale("before", 5_000)
        );
        Assert.Equal(["after", "before"], Captures(report, "u1"));
        Assert.Equal(2, Total(report, "captured"));
        Assert.Equal(1, Total(report, "unmatched"));
        Assert.Equal(2, Total(report, "duplicates"));
        Assert.Equal(1, Total(report, "conflicting_duplicates"));
        Assert.Equal(6, Total(report, "events"));
        Assert.Equal(4, report.GetProperty("dead_letters")[0].GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("events", "events-dlq")]
    [InlineData("events.fifo", "events-dlq.fifo")]
    public async Task With_the_cards_linked_at_last_every_purchase_takes_effect_that_would_with_the_cards_linked_first(
        string queue,
        string deadLetters
    )
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, Sample));
        var byKind = lines.ToLookup(line => line.Contains("loop.card.link.v1", StringComparison.Ordinal));
        var (links, others) = (byKind[true].ToList(), byKind[false].ToList());
        var linkedFirst = await RunAsync([.. links, .. others]);
        var linkedLast = await RunAsync([.. others, .. links]);

        Assert.Equal(Markers(linkedFirst), Markers(linkedLast));
        Assert.Equal(Total(linkedFirst, "captured"), Total(linkedLast, "captured"));
        Assert.Equal(Total(linkedFirst, "unmatched"), Total(linkedLast, "unmatched"));
        Assert.Equal(Total(linkedFirst, "duplicates"), Total(linkedLast, "duplicates"));
        Assert.True(Total(linkedLast, "captured") > 100);

        async Task<JsonElement> RunAsync(IEnumerable<string> lines) =>
            Parse(
                await CommandLine.RunAsync(
                    ["process", "-", "--json"],
                    string.Join('\n', lines),
                    null,
                    Park,
                    ("LoopWorker__Queues__Sources__0__Queue", queue),
                    ("LoopWorker__Queues__Sources__0__DeadLetterQueue", deadLetters)
                )
            );

        static IEnumerable<string> Markers(JsonElement report) =>
            report.GetProperty("markers").EnumerateObject().Select(marker => marker.Name);
    }

    [Fact]
    public async Task The_clock_stands_where_it_is_told_to()
    {
        var result = await CommandLine.RunAsync(
            ["process", "-", "--json", "--now", "2026-02-01T00:00:00Z"],
            $"{Link}\n{Sale("t1", 100)}\n"
        );
        var user = Parse(result).GetProperty("users").GetProperty("u1");
        Assert.Equal(1_769_904_000, user.GetProperty("context").GetProperty("updated_at").GetInt64());
        Assert.Equal(1_769_904_000, user.GetProperty("captures")[0].GetProperty("created_at").GetInt64());
    }

    [Fact]
    public async Task A_user_without_events_has_cards_and_no_context()
    {
        var user = (await ProcessAsync(Link)).GetProperty("users").GetProperty("u1");
        Assert.Equal(JsonValueKind.Null, user.GetProperty("context").ValueKind);
        Assert.Equal("fp1", user.GetProperty("cards")[0].GetString());
    }

    [Fact]
    public async Task Captures_are_counted_and_notifications_capped_as_the_settings_say()
    {
        var counted = await ProcessAsync(
            ("LoopWorker__Capture__CountPerMerchant", "true"),
            Link,
            Sale("t1", 5_000),
            Sale("t2", 5_000)
        );
        Assert.Equal("""{"m1":{"2026-01-15":2}}""", JsonSerializer.Serialize(counted.GetProperty("counts")));
        Assert.Equal(2, Total(counted, "notifications"));
        var capped = await ProcessAsync(
            ("LoopWorker__Notifications__MaxPerUserAndHour", "1"),
            Link,
            Sale("t1", 5_000),
            Sale("t2", 5_000)
        );
        Assert.Equal(1, Total(capped, "notifications"));
        Assert.False(capped.TryGetProperty("counts", out _));
    }

    [Fact]
    public async Task An_empty_file_gives_an_empty_report()
    {
        var report = await ProcessAsync();
        Assert.Equal(0, Total(report, "lines"));
        Assert.Empty(report.GetProperty("users").EnumerateObject());
    }

    [Fact]
    public async Task People_get_tables()
    {
        var result = await CommandLine.RunAsync("process", Sample);
        Assert.Contains("captured", result.Output, StringComparison.Ordinal);
        Assert.Contains("conflicting_duplicate", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Output);
    }

    private static string Sale(string id, int cents, string card = "fp1") =>
        $$$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{{id}}}","processor":"square","merchant_id":"m1","amount_cents":{{{cents}}},"card_fingerprint":"{{{card}}}","occurred_at":"2026-01-15T12:00:00Z"}}""";

    private static async Task<JsonElement> ProcessAsync(params string[] lines) =>
        Parse(await CommandLine.RunAsync(["process", "-", "--json"], string.Join('\n', lines)));

    private static async Task<JsonElement> ProcessAsync((string, string) setting, params string[] lines) =>
        Parse(await CommandLine.RunAsync(["process", "-", "--json"], string.Join('\n', lines), null, setting));

    private static JsonElement Parse(CommandResult result)
    {
        Assert.Equal("", result.Error);
        Assert.Equal(0, result.ExitCode);
        return CommandSchema.Of("process").Check(result.Output);
    }

    private static int Total(JsonElement report, string name) =>
        report.GetProperty("totals").GetProperty(name).GetInt32();

    private static IEnumerable<string?> Captures(JsonElement report, string user) =>
        report
            .GetProperty("users")
            .GetProperty(user)
            .GetProperty("captures")
            .EnumerateArray()
            .Select(capture => capture.GetProperty("transaction_id").GetString());
}
