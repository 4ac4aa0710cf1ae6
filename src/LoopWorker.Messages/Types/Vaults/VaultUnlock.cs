namespace LoopWorker.Messages.Types.Vaults;

/// <summary>A vault's position came free, <c>loop.vault.unlock.v1</c>.</summary>
/// <param name="Amount">Lamports.</param>
public sealed record VaultUnlock(string Id, string UserPubkey, ulong Amount, DateTimeOffset OccurredAt)
    : VaultEvent(Id, UserPubkey, Amount, OccurredAt)
{
    public override MessageType WireType => VaultUnlockMessage.Instance;
}
