using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Reading.Fields;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Tests.Events.NewType;

/// <summary>Deposits: told to users who want to hear of yields, and remembered for 60 days.</summary>
public sealed class VaultDepositType : EventType<VaultDeposit>
{
    private static readonly FieldNames Names = new("event_id", "user_pubkey", "amount", "origin", "occurred_at");

    public static VaultDepositType Instance { get; } = new();

    public override string Name => "loop.vault.deposit.v1";

    public override FieldNames Fields => Names;

    public override TimeSpan MarkerLifetime => TimeSpan.FromDays(60);

    protected override VaultDeposit Read(ref FieldReader fields, ReadingTime time) =>
        new(
            Id: fields.Text("event_id", FieldRules.Id),
            UserPubkey: fields.Text("user_pubkey", FieldRules.Id),
            Amount: fields.Integer("amount", 1, ulong.MaxValue),
            Origin: fields.OptionalText("origin", FieldRules.FreeText),
            OccurredAt: fields.Time("occurred_at", time)
        );

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
