using LoopWorker.Messages;
using LoopWorker.Messages.Types;

namespace LoopWorker.Loop.Tests.Events.NewType;

/// <summary>A user paid into a vault, <c>loop.vault.deposit.v1</c>.</summary>
/// <param name="Amount">Lamports.</param>
/// <param name="Origin">Where the money came from; null if the sender does not say.</param>
public sealed record VaultDeposit(string Id, string UserPubkey, ulong Amount, string? Origin, DateTimeOffset OccurredAt)
    : UserEvent(Id, UserPubkey, OccurredAt)
{
    public override MessageType WireType => VaultDepositMessage.Instance;
}
