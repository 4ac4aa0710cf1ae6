namespace LoopWorker.Messages.Types.Vaults;

/// <summary>A vault's yield, <c>loop.vault.yield.v1</c>.</summary>
/// <param name="Amount">Lamports.</param>
public sealed record VaultYield(string Id, string UserPubkey, ulong Amount, DateTimeOffset OccurredAt)
    : VaultEvent(Id, UserPubkey, Amount, OccurredAt)
{
    public override MessageType WireType => VaultYieldMessage.Instance;
}
