using LoopWorker.Loop.Events;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Simulation.Traffic;

/// <summary>A message on its way, and what is expected of it.</summary>
/// <param name="Body">What is sent.</param>
/// <param name="Event">What it says; null if it cannot be read.</param>
/// <param name="PayloadHash">Of the event.</param>
/// <param name="Marker">The key of the event's marker.</param>
/// <param name="User">Whom it concerns, or will if its card is one day linked; null if it cannot be read.</param>
/// <param name="Group">Of a FIFO queue.</param>
/// <param name="Fault">The reason why it cannot take effect, if it is one that lies in the message.</param>
internal sealed record SentMessage(
    string Body,
    LoopEvent? Event,
    string? PayloadHash,
    ItemKey? Marker,
    string? User,
    string? Group,
    string? Fault = null
)
{
    /// <summary>Set when it is sent.</summary>
    public string Id { get; set; } = "";

    /// <summary>The card of a purchase.</summary>
    public string? Card => (Event as PosTransaction)?.CardFingerprint;

    /// <summary>Whether that card is linked to no user at first.</summary>
    public bool IsOfLateCard => Card is { } card && EventMaker.LateCards.Any(late => late.Fingerprint == card);

    /// <summary>The message of a source that this is a copy of, in the routing queue; null if it is none.</summary>
    public SentMessage? Original { get; init; }

    /// <summary>Its copies in the routing queue, as far as that has accepted them.</summary>
    public List<SentMessage> Copies { get; } = [];

    /// <summary>Its id in each queue it is in, or was.</summary>
    public IEnumerable<string> Ids => [Id, .. Copies.Select(copy => copy.Id)];

    /// <summary>Whether it may still take effect, here or by a copy.</summary>
    public bool IsOpen => (!IsDeleted && !IsDead) || Copies.Exists(copy => copy.IsOpen);

    /// <summary>Whether an operator has sent a dead copy of it back: since then its place in the group is where that was sent.</summary>
    public bool IsReplayed { get; set; }

    public bool IsDeleted { get; set; }

    public bool IsDead { get; set; }

    /// <summary>
    /// Whether it went without effect, because its card was linked to no user and nothing of such purchases is kept. If another delivery
    /// of it, in hand elsewhere, takes effect after all, no message is left to come again for what that owes.
    /// </summary>
    public bool IsIgnored { get; set; }

    /// <summary>The same message, to be sent once more.</summary>
    public SentMessage Again() => new(Body, Event, PayloadHash, Marker, User, Group, Fault);

    /// <summary>Its copy for the routing queue.</summary>
    public SentMessage Copy() => new(Body, Event, PayloadHash, Marker, User, Group, Fault) { Original = this };

    /// <summary>The group of what is sent to a standard queue: some have one, for fair queues, and all copies have the same.</summary>
    public static string? FairGroupOf(string body) => body.Length % 3 == 0 ? null : $"tenant{body.Length % 3}";

    /// <summary>The event's id and its group, for people.</summary>
    public override string ToString() => $"{Event?.Id ?? Fault}{(Group is null ? "" : "@" + Group)}";
}
