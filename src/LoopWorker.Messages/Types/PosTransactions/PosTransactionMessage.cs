using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Writing;

namespace LoopWorker.Messages.Types.PosTransactions;

/// <summary>The message of a purchase.</summary>
public sealed class PosTransactionMessage : MessageType<PosTransaction>
{
    public const string WireName = "loop.pos.transaction.v1";

    private static readonly FieldNames Names = new(
        "transaction_id",
        "processor",
        "merchant_id",
        "merchant_name",
        "location_id",
        "amount_cents",
        "currency",
        "card_fingerprint",
        "card_last4",
        "occurred_at",
        "proof",
        "location"
    );

    private const ulong MaximumAmountCents = 1_000_000_000;

    private static readonly FieldNames ProofNames = new("type", "data");
    private static readonly TextRule ProcessorRule = TextRule.Name(32);
    private static readonly TextRule ProofTypeRule = TextRule.Name(64);
    private static readonly TextRule ProofDataRule = new(0, 65_536, "at most 65536 characters");

    private PosTransactionMessage() { }

    public static PosTransactionMessage Instance { get; } = new();

    public override string Name => WireName;

    public override FieldNames Fields => Names;

    protected override PosTransaction Read(ref FieldReader fields, ReadingTime time) =>
        new(
            Id: fields.Text("transaction_id", FieldRules.Id),
            Processor: fields.Text("processor", ProcessorRule),
            MerchantId: fields.Text("merchant_id", FieldRules.MerchantId),
            MerchantName: fields.OptionalText("merchant_name", FieldRules.FreeText),
            LocationId: fields.OptionalText("location_id", FieldRules.FreeText),
            AmountCents: (long)fields.Integer("amount_cents", 1, MaximumAmountCents),
            Currency: fields.OptionalText("currency", FieldRules.Currency) ?? Currencies.Default,
            CardFingerprint: fields.Text("card_fingerprint", FieldRules.CardFingerprint),
            CardLast4: fields.OptionalText("card_last4", FieldRules.CardLast4),
            OccurredAt: fields.Time("occurred_at", time),
            Proof: ReadProof(ref fields),
            Location: ReadLocation(ref fields)
        );

    protected override void Write(FieldWriter fields, PosTransaction transaction)
    {
        fields.Text("transaction_id", transaction.Id);
        fields.Text("processor", transaction.Processor);
        fields.Text("merchant_id", transaction.MerchantId);
        fields.Text("merchant_name", transaction.MerchantName);
        fields.Text("location_id", transaction.LocationId);
        fields.Integer("amount_cents", transaction.AmountCents);
        fields.Text("currency", transaction.Currency);
        fields.Text("card_fingerprint", transaction.CardFingerprint);
        fields.Text("card_last4", transaction.CardLast4);
        fields.Time("occurred_at", transaction.OccurredAt);
        if (transaction.Proof is { } proof)
        {
            fields.BeginObject("proof");
            fields.Text("type", proof.Type);
            fields.Text("data", proof.Data);
            fields.EndObject();
        }
        if (transaction.Location is { } location)
        {
            fields.BeginObject("location");
            PositionFields.Write(fields, location);
            fields.EndObject();
        }
    }

    private static Proof? ReadProof(ref FieldReader fields)
    {
        if (!fields.TryObject("proof", ProofNames, out var inner))
            return null;

        var proof = new Proof(Type: inner.Text("type", ProofTypeRule), Data: inner.Text("data", ProofDataRule));
        fields.Fail(inner.Failure);
        return proof;
    }

    private static Position? ReadLocation(ref FieldReader fields)
    {
        if (!fields.TryObject("location", PositionFields.Names, out var inner))
            return null;

        var position = inner.Has(PositionFields.Accuracy)
            ? PositionFields.Read(ref inner)
            : PositionFields.ReadWithoutAccuracy(ref inner);
        fields.Fail(inner.Failure);
        return position;
    }
}
