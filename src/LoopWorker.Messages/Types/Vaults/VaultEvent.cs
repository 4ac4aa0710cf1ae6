namespace LoopWorker.Messages.Types.Vaults;

/// <summary>Something that happened in a user's vault.</summary>
/// <param name="Amount">Lamports.</param>
public abstract record VaultEvent(string Id, string UserPubkey, ulong Amount, DateTimeOffset OccurredAt)
    : UserEvent(Id, UserPubkey, OccurredAt);
