namespace LoopWorker.Loop.Cards;

/// <summary>What became of a wish to link a card.</summary>
/// <param name="Outcome">Whose it is.</param>
/// <param name="PutBack">How many purchases are back on their queues that have waited for it.</param>
public sealed record CardLinked(LinkOutcome Outcome, int PutBack);

public enum LinkOutcome
{
    Linked,

    /// <summary>It was this user's before; what its items lacked has been filled in.</summary>
    AlreadyLinked,

    /// <summary>It is another user's; nothing was written.</summary>
    BelongsToAnother,
}

/// <summary>What became of a wish to unlink a card.</summary>
public enum UnlinkOutcome
{
    Unlinked,

    /// <summary>It was linked to no user.</summary>
    NotLinked,

    /// <summary>It is another user's; nothing was written.</summary>
    BelongsToAnother,
}

/// <summary>A card of a user.</summary>
/// <param name="Fingerprint">1 to 128 characters.</param>
/// <param name="Last4">4 digits, or empty if they are not known.</param>
/// <param name="LinkedAt">Since when it is the user's; null if the item does not say.</param>
public sealed record LinkedCard(string Fingerprint, string Last4, DateTimeOffset? LinkedAt);

/// <summary>Whose a card is.</summary>
/// <param name="User">The user's public key.</param>
/// <param name="Card">The card.</param>
public sealed record CardOwner(string User, LinkedCard Card);
