using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.PosTransactions;
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

    public bool IsDeleted { get; set; }

    public bool IsDead { get; set; }

    /// <summary>The same message, to be sent once more.</summary>
    public SentMessage Again() => this with { Id = "", IsDeleted = false, IsDead = false };

    /// <summary>The event's id and its group, for people.</summary>
    public override string ToString() => $"{Event?.Id ?? Fault}{(Group is null ? "" : "@" + Group)}";
}
