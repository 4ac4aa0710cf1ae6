using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Writing;

namespace LoopWorker.Loop.Tests.Events.NewType;

/// <summary>The message of a deposit.</summary>
public sealed class VaultDepositMessage : MessageType<VaultDeposit>
{
    private static readonly FieldNames Names = new("event_id", "user_pubkey", "amount", "origin", "occurred_at");

    public static VaultDepositMessage Instance { get; } = new();

    public override string Name => "loop.vault.deposit.v1";

    public override FieldNames Fields => Names;

    protected override VaultDeposit Read(ref FieldReader fields, ReadingTime time) =>
        new(
            Id: fields.Text("event_id", FieldRules.Id),
            UserPubkey: fields.Text("user_pubkey", FieldRules.Id),
            Amount: fields.Integer("amount", 1, ulong.MaxValue),
            Origin: fields.OptionalText("origin", FieldRules.FreeText),
            OccurredAt: fields.Time("occurred_at", time)
        );

    protected override void Write(FieldWriter fields, VaultDeposit deposit)
    {
        fields.Text("event_id", deposit.Id);
        fields.Text("user_pubkey", deposit.UserPubkey);
        fields.Integer("amount", deposit.Amount);
        fields.Text("origin", deposit.Origin);
        fields.Time("occurred_at", deposit.OccurredAt);
    }
}
