namespace LoopWorker.Benchmarks.Emulated;

/// <summary>One of the figures of a case.</summary>
/// <param name="Label">For people.</param>
/// <param name="Name">In JSON.</param>
/// <param name="Format">How many decimals people are shown.</param>
/// <param name="Of">Its value for a case, given one replica of the same build and way; null if it has none.</param>
internal sealed record EmulatedFigure(
    string Label,
    string Name,
    string Format,
    Func<EmulatedResult, EmulatedResult?, double?> Of
)
{
    private const string Whole = "#,0";
    private const string Two = "0.00";
    private const string Three = "0.000";

    /// <summary>All of them, in the order in which they are shown.</summary>
    public static IReadOnlyList<EmulatedFigure> All { get; } =
    [
        new("events per second", "events_per_second", Whole, (result, _) => result.EventsPerSecond),
        Ratio("  times one replica", "throughput_ratio", result => result.EventsPerSecond),
        Count("TransactWriteItems", "transactions", result => result.Transactions),
        Ratio("  times one replica", "transactions_ratio", result => result.Transactions),
        Count("  cancelled", "cancelled", result => result.Counts.Cancelled),
        new(
            "  cancelled, %",
            "cancelled_percent",
            Two,
            (result, _) => 100.0 * result.Counts.Cancelled / Math.Max(1, result.Transactions)
        ),
        Count("  stale contexts in them", "stale_contexts", result => result.Counts.StaleContexts),
        Count("  events found in them", "found_markers", result => result.Counts.FoundMarkers),
        Count("  captures' keys taken in them", "taken_keys", result => result.Counts.TakenKeys),
        Count("  other reasons in them", "other_reasons", result => result.Counts.OtherReasons),
        Count("BatchGetItem", "batch_gets", result => result.Counts.Operation("BatchGetItem").Calls),
        Count("  keys", "batch_get_keys", result => result.Counts.Operation("BatchGetItem").Entries),
        Count("BatchWriteItem", "batch_writes", result => result.Counts.Operation("BatchWriteItem").Calls),
        Count("SendMessageBatch", "sends", result => result.Notifying.Calls + result.Routing.Calls),
        Count("  of notifications", "notification_sends", result => result.Notifying.Calls),
        Count("  to the routing queue", "routing_sends", result => result.Routing.Calls),
        Count("notifications sent twice", "repeated_notifications", result => result.Audit.DoubledNotifications),
        Count("ReceiveMessage", "receives", result => result.Counts.Operation("ReceiveMessage").Calls),
        Count("  messages", "received_messages", result => result.Counts.Operation("ReceiveMessage").Entries),
        Count("DeleteMessageBatch", "deletes", result => result.Counts.Operation("DeleteMessageBatch").Calls),
        Count("ChangeMessageVisibilityBatch", "visibility_changes", VisibilityChanges),
        PerEvent("  per event", "visibility_changes_per_event", VisibilityChanges),
        Count("  messages extended", "extended_messages", result => result.Counts.Extended),
        Count("  messages given back", "returned_messages", result => result.Counts.GivenBack),
        PerEvent(
            "  messages per event",
            "visibility_changed_messages_per_event",
            result => result.Counts.Extended + result.Counts.GivenBack
        ),
        PerEvent(
            "all calls per event",
            "calls_per_event",
            result => result.Counts.ByOperation.Values.Sum(kind => kind.Calls)
        ),
    ];

    private static double VisibilityChanges(EmulatedResult result) =>
        result.Counts.Operation("ChangeMessageVisibilityBatch").Calls;

    private static EmulatedFigure Count(string label, string name, Func<EmulatedResult, double> count) =>
        new(label, name, Whole, (result, _) => count(result));

    private static EmulatedFigure PerEvent(string label, string name, Func<EmulatedResult, double> count) =>
        new(label, name, Three, (result, _) => result.PerEvent(count(result)));

    private static EmulatedFigure Ratio(string label, string name, Func<EmulatedResult, double> value) =>
        new(label, name, Two, (result, one) => one is null ? null : value(result) / value(one));
}
