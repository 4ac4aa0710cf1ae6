namespace LoopWorker.Loop.Storage;

/// <summary>The names of attributes, the agents' and (last) the worker's own.</summary>
public static class Attributes
{
    public const string ContextData = "context_data";
    public const string Version = "version";
    public const string UpdatedAt = "updated_at";
    public const string SessionData = "session_data";
    public const string ExpiresAt = "expires_at";
    public const string CaptureData = "capture_data";
    public const string MerchantId = "merchant_id";
    public const string AmountCents = "amount_cents";
    public const string CreatedAt = "created_at";
    public const string EnteredAt = "entered_at";
    public const string Fingerprint = "fingerprint";
    public const string UserPubkey = "user_pubkey";
    public const string CardLast4 = "card_last4";
    public const string LinkedAt = "linked_at";
    public const string CredAmount = "cred_amount";
    public const string ProcessedAt = "processed_at";
    public const string TimeToLive = "ttl";

    /// <summary>In a context that is listed among the active users: <c>ACTIVE</c>.</summary>
    public const string ActivePartition = "GSI1PK";

    /// <summary>In such a context: when it was updated, Unix seconds.</summary>
    public const string ActiveSort = "GSI1SK";

    /// <summary>Ours, in a marker: the fingerprint of the event's known fields.</summary>
    public const string PayloadHash = "payload_hash";

    /// <summary>Ours, in a marker: true when all are told who are to be told.</summary>
    public const string Notified = "notified";

    /// <summary>Ours, in a marker that is not yet notified: the kinds of notification still to be sent.</summary>
    public const string Owed = "owed";

    /// <summary>Ours, in a marker: the kinds of notification that the cap has withheld.</summary>
    public const string Withheld = "withheld";

    /// <summary>Ours, in the marker of a capture that is still to be counted: true.</summary>
    public const string Uncounted = "uncounted";

    /// <summary>Ours, in the captures of a merchant on a day: how many there are.</summary>
    public const string Count = "count";

    /// <summary>Ours, in a parked purchase: the message's body.</summary>
    public const string Body = "body";

    /// <summary>Ours, in a parked purchase: the message's attributes by name, each a map of its type and value.</summary>
    public const string MessageAttributes = "message_attributes";

    /// <summary>Ours, in a parked purchase: the queue it came from.</summary>
    public const string SourceQueue = "source_queue";

    /// <summary>Ours, in a parked purchase: the message's id there.</summary>
    public const string MessageId = "message_id";

    /// <summary>Ours, in a parked purchase from a FIFO queue: the message's group.</summary>
    public const string GroupId = "group_id";

    /// <summary>Ours, in a parked purchase that came with X-Ray's header: that header.</summary>
    public const string TraceHeader = "trace_header";

    /// <summary>Ours, in a parked purchase: when it was parked first.</summary>
    public const string ParkedAt = "parked_at";

    /// <summary>Ours, in a parked purchase: another at every parking, so that nobody removes a later one by mistake.</summary>
    public const string ParkingId = "parking_id";
}
