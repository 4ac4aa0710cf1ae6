using LoopWorker.Loop.Notifications;

namespace LoopWorker.Loop.Deciding;

/// <summary>
/// How purchases become captures: the section <c>LoopWorker:Capture</c> of the settings, which is bound to this type.
/// </summary>
public sealed record LoopRules
{
    /// <summary>
    /// Lamports of Cred for one minor unit of each currency, by its code of ISO 4217; by default one dollar is one Cred. A purchase in a
    /// currency without a rate becomes a dead letter, no_rate.
    /// </summary>
    public Dictionary<string, ulong> Rates { get; } = new(StringComparer.OrdinalIgnoreCase) { ["USD"] = 10_000_000 };

    /// <summary>Places in a user's ring of pending captures.</summary>
    public int MaxPendingCaptures { get; set; } = 10;

    /// <summary>How long a capture may wait for an agent.</summary>
    public TimeSpan PendingLifetime { get; set; } = TimeSpan.FromDays(21);

    /// <summary>Whether captures are counted by merchant and day; `loopworker counts` shows them. See docs/optional-effects.md.</summary>
    public bool CountPerMerchant { get; set; }

    /// <summary>
    /// What becomes of a purchase by an unlinked card: Ignore (acknowledge and count it), Park (keep it until the card is
    /// linked) or DeadLetter.
    /// </summary>
    public UnknownCardPolicy UnknownCard { get; set; }

    /// <summary>How long a parked purchase waits for its card to be linked.</summary>
    public TimeSpan ParkedLifetime { get; set; } = TimeSpan.FromDays(21);

    // Internal, so that the configuration's binder does not see it: a section of its own.
    internal NotificationOptions Notifications { get; private init; } = new();

    /// <summary>The same with other rules for notifications.</summary>
    public LoopRules WithNotifications(NotificationOptions notifications) =>
        this with
        {
            Notifications = notifications,
        };
}

/// <summary>What becomes of a purchase by a card that is linked to no user.</summary>
public enum UnknownCardPolicy
{
    /// <summary>It is acknowledged and counted.</summary>
    Ignore,

    /// <summary>It is kept in the table; linking the card puts it back on the queue it came from.</summary>
    Park,

    /// <summary>It goes to the dead-letter queue, reason <c>unmatched_card</c>.</summary>
    DeadLetter,
}
