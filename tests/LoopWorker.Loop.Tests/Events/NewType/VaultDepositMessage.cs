using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types;

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
}
