using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Demo;

/// <summary>A <see cref="DemoResult"/> for people and for programs.</summary>
public static class DemoReport
{
    public static void Write(IAnsiConsole console, DemoOptions options, DemoResult result)
    {
        var counts = result.Counts;
        var latencies = counts.Percentiles(0.5, 0.95, 0.99);
        var rows = new List<(string, string)>
        {
            ("messages", Figure(options.Events)),
            ("captures", Figure(counts.Outcome(Outcomes.Captured))),
            ("crossings and vault events", Figure(counts.Outcome(Outcomes.Applied))),
            ("duplicates", Figure(counts.Outcome(Outcomes.Duplicate))),
            ("unmatched cards", Figure(Unmatched(counts))),
        };
        rows.AddRange(counts.DeadLetters.Select(pair => ($"dead letters: {pair.Key}", Figure(pair.Value))));
        rows.AddRange(counts.Notifications.Select(pair => ($"notifications: {pair.Key}", Figure(pair.Value))));
        rows.AddRange([
            ("lost", Figure(result.Audit.Lost)),
            ("doubled", Figure(result.Audit.Doubled)),
            ("events per second", Figure(options.Events / result.Duration.TotalSeconds)),
            ("enqueue to settle, p50", Milliseconds(latencies[0])),
            ("enqueue to settle, p95", Milliseconds(latencies[1])),
            ("enqueue to settle, p99", Milliseconds(latencies[2])),
            ("CPU time per event", $"{result.CpuTime.TotalMicroseconds / options.Events:0.0} µs"),
            ("allocated per event", $"{result.AllocatedBytes / (double)options.Events / 1024:0.0} KB"),
            ("transactions per event", Ratio(counts.Transactions, counts.CommittedEvents)),
            ("context writes per event", Ratio(counts.ContextWrites, counts.CommittedEvents)),
            ("table calls per event", Ratio(result.TableCalls, options.Events)),
            ("queue calls per event", Ratio(result.QueueCalls, options.Events)),
            ("read units per event", Ratio(result.ReadUnits, options.Events)),
            ("write units per event", Ratio(result.WriteUnits, options.Events)),
        ]);
        FigureTable.Write(console, "Results", rows);
    }

    public static string ToJson(DemoOptions options, DemoResult result)
    {
        var counts = result.Counts;
        var latencies = counts.Percentiles(0.5, 0.95, 0.99);
        var json = new JsonObject
        {
            ["allocated_bytes"] = result.AllocatedBytes,
            ["cpu_ms"] = Math.Round(result.CpuTime.TotalMilliseconds),
            ["captured"] = counts.Outcome(Outcomes.Captured),
            ["applied"] = counts.Outcome(Outcomes.Applied),
            ["context_writes"] = counts.ContextWrites,
            ["dead_letters"] = Members(counts.DeadLetters),
            ["doubled"] = result.Audit.Doubled,
            ["duplicates"] = counts.Outcome(Outcomes.Duplicate),
            ["effective_events"] = counts.CommittedEvents,
            ["events"] = options.Events,
            ["events_per_second"] = Math.Round(options.Events / result.Duration.TotalSeconds),
            ["lost"] = result.Audit.Lost,
            ["notifications"] = Members(counts.Notifications),
            ["p50_ms"] = latencies[0].TotalMilliseconds,
            ["p95_ms"] = latencies[1].TotalMilliseconds,
            ["p99_ms"] = latencies[2].TotalMilliseconds,
            ["queue_calls"] = result.QueueCalls,
            ["read_units"] = result.ReadUnits,
            ["table_calls"] = result.TableCalls,
            ["transactions"] = counts.Transactions,
            ["unmatched"] = Unmatched(counts),
            ["write_units"] = result.WriteUnits,
        };
        return json.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    // Parked or not: no card is linked after the first message.
    private static long Unmatched(RunCounts counts) =>
        counts.Outcome(Outcomes.Unmatched) + counts.Outcome(Outcomes.Parked);

    private static JsonObject Members(IReadOnlyList<KeyValuePair<string, long>> counts) =>
        new(counts.Select(pair => KeyValuePair.Create<string, JsonNode?>(pair.Key, pair.Value)));

    private static string Figure(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Ratio(double value, double events) =>
        (events == 0 ? 0 : value / events).ToString("0.000", CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan value) =>
        value.TotalMilliseconds.ToString("#,0.0 ms", CultureInfo.InvariantCulture);
}
