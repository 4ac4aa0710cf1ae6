using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Users;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types;

namespace LoopWorker.Loop.Tests.Events.NewType;

/// <summary>Deposits: told to users who want to hear of yields, and remembered for 60 days.</summary>
public sealed class VaultDepositType : EventType<VaultDeposit>
{
    public static VaultDepositType Instance { get; } = new();

    public override MessageType<VaultDeposit> WireType => VaultDepositMessage.Instance;

    public override TimeSpan MarkerLifetime => TimeSpan.FromDays(60);

    protected override void AddHashedFields(CanonicalFields fields, VaultDeposit deposit)
    {
        fields.Add(deposit.UserPubkey);
        fields.Add(deposit.Amount);
        fields.Add(deposit.Origin);
    }

    public override (ulong? Amount, Failure? Failure) AmountOf(VaultDeposit deposit, LoopRules rules) =>
        (deposit.Amount, null);

    public override string EntryNameOf(VaultDeposit deposit) => "deposit";

    public override string SummaryOf(VaultDeposit deposit, ulong amount) => $"Deposited {Cred.Of(amount)}";

    public override IReadOnlyList<string> NotificationKindsOf(VaultDeposit deposit, UserPreferences preferences) =>
        preferences.Notifications.OnYield ? ["deposit"] : [];
}
