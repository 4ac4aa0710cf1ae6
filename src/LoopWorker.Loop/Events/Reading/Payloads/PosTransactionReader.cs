using System.Text.Json;
using LoopWorker.Loop.Events.Reading.Fields;

namespace LoopWorker.Loop.Events.Reading.Payloads;

internal static class PosTransactionReader
{
    public static FieldNames Names { get; } =
        new(
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

    private static readonly FieldNames ProofNames = new("type", "data");

    public static ReadResult Read(JsonElement payload, ReadingTime time)
    {
        var fields = new FieldReader(payload, Names);
        var transaction = new PosTransaction(
            Id: fields.Text("transaction_id", FieldRules.Id),
            Processor: fields.Text("processor", FieldRules.Processor),
            MerchantId: fields.Text("merchant_id", FieldRules.MerchantId),
            MerchantName: fields.OptionalText("merchant_name", FieldRules.FreeText),
            LocationId: fields.OptionalText("location_id", FieldRules.FreeText),
            AmountCents: (long)fields.Integer("amount_cents", 1, FieldRules.MaximumAmountCents),
            Currency: fields.OptionalText("currency", FieldRules.Currency) ?? Currencies.Default,
            CardFingerprint: fields.Text("card_fingerprint", FieldRules.CardFingerprint),
            CardLast4: fields.OptionalText("card_last4", FieldRules.CardLast4),
            OccurredAt: fields.Time("occurred_at", time),
            Proof: ReadProof(ref fields),
            Location: ReadLocation(ref fields)
        );
        return fields.Failure is { } failure ? ReadResult.Of(failure) : ReadResult.Of(transaction);
    }

    private static Proof? ReadProof(ref FieldReader fields)
    {
        if (!fields.TryObject("proof", ProofNames, out var inner))
            return null;

        var proof = new Proof(
            Type: inner.Text("type", FieldRules.ProofType),
            Data: inner.Text("data", FieldRules.ProofData)
        );
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
