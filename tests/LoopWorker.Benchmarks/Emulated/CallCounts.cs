namespace LoopWorker.Benchmarks.Emulated;

/// <summary>Calls of one kind.</summary>
/// <param name="Calls">How many there were.</param>
/// <param name="Entries">How many messages, items or keys they concern together.</param>
internal sealed record CallCount(int Calls, int Entries);

/// <summary>What all replicas together have asked of SQS and DynamoDB.</summary>
/// <param name="ByOperation">Calls by operation; sends by their queue too: <c>SendMessageBatch loop-notifications</c>.</param>
/// <param name="Cancelled">Transactions that were cancelled.</param>
/// <param name="StaleContexts">Contexts that had another version than the transaction was computed from.</param>
/// <param name="FoundMarkers">Events that a transaction was to apply and that had taken effect already.</param>
/// <param name="TakenKeys">Captures whose key another one had taken, as comes of a stale context.</param>
/// <param name="OtherReasons">What else cancelled transactions, an item each: conflicts, throttling.</param>
/// <param name="Extended">Messages that were kept from others for longer.</param>
/// <param name="GivenBack">Messages that were made visible at once.</param>
/// <param name="Notifications">The bodies of notifications that were accepted.</param>
internal sealed record CallCounts(
    IReadOnlyDictionary<string, CallCount> ByOperation,
    int Cancelled,
    int StaleContexts,
    int FoundMarkers,
    int TakenKeys,
    int OtherReasons,
    int Extended,
    int GivenBack,
    IReadOnlyList<string> Notifications
)
{
    private const string Send = "SendMessageBatch";
    private const string ChangeVisibility = "ChangeMessageVisibilityBatch";

    /// <summary>Counts calls. Pure.</summary>
    /// <param name="calls">What the services have answered.</param>
    /// <param name="notifications">The queue that notifications go to.</param>
    public static CallCounts Of(IReadOnlyList<AnsweredCall> calls, string notifications)
    {
        var cancelled = calls.Where(call => call.IsCancelled).ToList();
        var reasons = cancelled.SelectMany(call => call.Reasons).ToList();
        var failed = reasons
            .Where(reason => reason.Code == "ConditionalCheckFailed")
            .Select(reason => reason.Sort.Split('#')[0])
            .CountBy(sort => sort)
            .ToDictionary();
        var timeouts = calls
            .Where(call => call.Operation == ChangeVisibility)
            .SelectMany(call => call.VisibilityTimeouts)
            .ToList();
        return new CallCounts(
            calls
                .GroupBy(call => call.Operation == Send ? $"{Send} {call.Queue}" : call.Operation)
                .ToDictionary(kind => kind.Key, kind => new CallCount(kind.Count(), kind.Sum(call => call.Entries))),
            cancelled.Count,
            failed.GetValueOrDefault("CONTEXT"),
            failed.GetValueOrDefault("PROCESSED"),
            failed.GetValueOrDefault("PENDING"),
            reasons.Count(reason => reason.Code != "ConditionalCheckFailed"),
            timeouts.Count(timeout => timeout > 0),
            timeouts.Count(timeout => timeout == 0),
            [
                .. calls
                    .Where(call => call.Operation == Send && call.Queue == notifications)
                    .SelectMany(call => call.AcceptedBodies),
            ]
        );
    }

    public CallCount Operation(string name) => ByOperation.GetValueOrDefault(name) ?? new CallCount(0, 0);

    /// <summary>Sends to one queue.</summary>
    public CallCount SendsTo(string queue) => Operation($"{Send} {queue}");
}
