using LoopWorker.Tables;

namespace LoopWorker.Loop.Failures;

/// <summary>
/// Why a message is given back, to be received again: one word each, for what counts and logs them. The sentence beside it becomes the detail
/// of the dead letter if it was the last receive.
/// </summary>
public static class RetryReasons
{
    /// <summary>The table throttles or does not answer, for longer than a message is kept in hand.</summary>
    public const string TableUnavailable = "table_unavailable";

    /// <summary>The table has refused a read or a write that will not succeed by trying it again at once.</summary>
    public const string TableRefused = "table_refused";

    /// <summary>The partition of the message's user is over its throughput.</summary>
    public const string HotPartition = "hot_partition";

    /// <summary>The same, and it is put off: it has been in hand for long enough, or as many of the user's events are as may be.</summary>
    public const string UserBusy = "user_busy";

    /// <summary>Others kept writing the message's user.</summary>
    public const string KeptChanging = "kept_changing";

    /// <summary>The context of the message's user cannot be read.</summary>
    public const string ContextUnreadable = "context_unreadable";

    /// <summary>What it says, or its user's state, met an error that no code expects: a fault of the worker's.</summary>
    public const string UnexpectedError = "unexpected_error";

    /// <summary>The item of the message's card names no user.</summary>
    public const string CardUnreadable = "card_unreadable";

    /// <summary>The purchase could not be parked: others had its items in hand.</summary>
    public const string ParkingBusy = "parking_busy";

    /// <summary>The queue of notifications has not accepted one.</summary>
    public const string NotificationNotSent = "notification_not_sent";

    /// <summary>It could not be recorded that all notifications are sent.</summary>
    public const string MarkerNotWritten = "marker_not_written";

    /// <summary>The routing queue has not accepted the event.</summary>
    public const string NotRouted = "not_routed";

    /// <summary>The reason for which a call of the table failed.</summary>
    public static string Of(TableException exception) => exception.IsTransient ? TableUnavailable : TableRefused;
}
