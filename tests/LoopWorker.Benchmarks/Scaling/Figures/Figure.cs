using LoopWorker.Tables.Observing;

namespace LoopWorker.Benchmarks.Scaling.Figures;

/// <summary>One of the figures of a case.</summary>
/// <param name="Label">For people.</param>
/// <param name="Name">In JSON.</param>
/// <param name="Format">How many decimals people are shown.</param>
/// <param name="Of">Its value for a case, given the one to compare with; null if it has none.</param>
internal sealed record Figure(string Label, string Name, string Format, Func<ScaleResult, ScaleResult?, double?> Of)
{
    private const string Whole = "#,0";
    private const string Two = "0.00";
    private const string Three = "0.000";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<Figure> All { get; } =
    [
        new("events per second", "events_per_second", Whole, (result, _) => result.EventsPerSecond),
        Ratio("  times the baseline", "throughput_ratio", result => result.EventsPerSecond),
        new("queue calls per event", "queue_calls_per_event", Three, (result, _) => result.QueueCallsPerEvent()),
        OfQueue("  ReceiveMessage", "receives", "ReceiveMessage"),
        OfQueue("  SendMessageBatch", "sends", "SendMessageBatch"),
        OfQueue("  DeleteMessageBatch", "deletes", "DeleteMessageBatch"),
        OfQueue("  ChangeMessageVisibilityBatch", "visibility_change_calls", "ChangeMessageVisibilityBatch"),
        new("table calls per event", "table_calls_per_event", Three, (result, _) => result.TableCallsPerEvent()),
        PerEvent(
            "  TransactWriteItems",
            "transactions",
            result => result.Table.CallsOf(TableOperations.TransactWriteItems)
        ),
        Ratio(
            "all calls, times the baseline",
            "calls_ratio",
            result => result.QueueCallsPerEvent() + result.TableCallsPerEvent()
        ),
        PerEvent("write units per event", "write_units", result => result.Table.Capacity.WriteUnits),
        Ratio("  times the baseline", "write_units_ratio", result => result.PerEvent(result.Table.Capacity.WriteUnits)),
        PerEvent("read units per event", "read_units", result => result.Table.Capacity.ReadUnits),
        new(
            "cancelled transactions, %",
            "cancelled_percent",
            Two,
            (result, _) => 100.0 * result.Counts.Cancelled / Math.Max(1, result.Counts.Transactions)
        ),
        PerEvent("stale contexts per event", "stale_contexts", result => result.Counts.StaleContexts),
        PerEvent("repeats found by transactions per event", "repeated_events", result => result.Counts.RepeatedEvents),
        PerEvent("items in conflict per event", "conflicts", result => result.Counts.Conflicts),
        new("in hand, mean, ms", "in_hand_mean_ms", Whole, (result, _) => Mean(result.Counts.InHand)),
        new("in hand, p99, ms", "in_hand_p99_ms", Whole, (result, _) => Percentile99(result.Counts.InHand)),
        new("age, mean, ms", "age_mean_ms", Whole, (result, _) => Mean(result.Counts.Ages)),
        PerEvent("extended per event", "extended", result => result.Counts.Renewed),
        PerEvent("returned per event", "returned", result => result.Counts.Returned),
        new(
            "notifications sent again",
            "repeated_notifications",
            Whole,
            (result, _) => result.Counts.RepeatedNotifications
        ),
    ];

    private static Figure PerEvent(string label, string name, Func<ScaleResult, double> count) =>
        new(label, name + "_per_event", Three, (result, _) => result.PerEvent(count(result)));

    private static Figure OfQueue(string label, string name, string operation) =>
        new(label, name + "_per_event", Three, (result, _) => result.QueueCallsPerEvent(operation));

    private static Figure Ratio(string label, string name, Func<ScaleResult, double> value) =>
        new(label, name, Two, (result, baseline) => baseline is null ? null : value(result) / value(baseline));

    private static double? Mean(List<TimeSpan> times) =>
        times.Count == 0 ? null : times.Average(time => time.TotalMilliseconds);

    private static double? Percentile99(List<TimeSpan> times) =>
        times.Count == 0 ? null : times.Order().ElementAt(times.Count * 99 / 100).TotalMilliseconds;
}
