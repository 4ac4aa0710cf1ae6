using LoopWorker.Messages.Types;

namespace LoopWorker.Messages;

/// <summary>Something that happened and is to take effect once: a <see cref="UserEvent"/> or a <see cref="CardEvent"/>.</summary>
public abstract record LoopEvent
{
    // Whose an event is has to be known of each, so there are only the two below.
    private protected LoopEvent(string id, DateTimeOffset occurredAt)
    {
        Id = id;
        OccurredAt = occurredAt;
    }

    /// <summary>What makes it the same event at every delivery, 1 to 128 of <c>A-Z a-z 0-9 . _ : -</c>.</summary>
    public string Id { get; init; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>How events of its type are written and read.</summary>
    public abstract MessageType WireType { get; }
}

/// <summary>An event of one user, named by the user's public key.</summary>
public abstract record UserEvent(string Id, string UserPubkey, DateTimeOffset OccurredAt) : LoopEvent(Id, OccurredAt);

/// <summary>An event of the user that a card is linked to. What becomes of it if there is none is the deployment's policy.</summary>
public abstract record CardEvent(string Id, string CardFingerprint, DateTimeOffset OccurredAt)
    : LoopEvent(Id, OccurredAt);
