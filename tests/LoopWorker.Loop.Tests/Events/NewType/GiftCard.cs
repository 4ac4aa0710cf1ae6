using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types;
using LoopWorker.Loop.Users;
using LoopWorker.Messages;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Writing;

namespace LoopWorker.Loop.Tests.Events.NewType;

/// <summary>A gift bought by card at a counter: a type that does all that a type can do to its user's state.</summary>
public sealed record GiftCard(string Id, string CardFingerprint, string MerchantId, DateTimeOffset OccurredAt)
    : CardEvent(Id, CardFingerprint, OccurredAt)
{
    public override MessageType WireType => GiftCardMessage.Instance;
}

/// <summary>The message of a gift.</summary>
public sealed class GiftCardMessage : MessageType<GiftCard>
{
    private static readonly FieldNames Names = new("event_id", "card_fingerprint", "merchant_id", "occurred_at");

    public static GiftCardMessage Instance { get; } = new();

    public override string Name => "loop.gift.card.v1";

    public override FieldNames Fields => Names;

    protected override GiftCard Read(ref FieldReader fields, ReadingTime time) =>
        new(
            Id: fields.Text("event_id", FieldRules.Id),
            CardFingerprint: fields.Text("card_fingerprint", FieldRules.CardFingerprint),
            MerchantId: fields.Text("merchant_id", FieldRules.MerchantId),
            OccurredAt: fields.Time("occurred_at", time)
        );

    protected override void Write(FieldWriter fields, GiftCard gift)
    {
        fields.Text("event_id", gift.Id);
        fields.Text("card_fingerprint", gift.CardFingerprint);
        fields.Text("merchant_id", gift.MerchantId);
        fields.Time("occurred_at", gift.OccurredAt);
    }
}

/// <summary>Leaves a capture, and says where the user is.</summary>
public sealed class GiftCardType : EventType<GiftCard>
{
    public static GiftCardType Instance { get; } = new();

    public override MessageType<GiftCard> WireType => GiftCardMessage.Instance;

    public override string MarkerPrefix => "GIFT#";

    public override bool LeavesCapture => true;

    public override bool ChangesLocation => true;

    protected override void AddHashedFields(CanonicalFields fields, GiftCard gift)
    {
        fields.Add(gift.CardFingerprint);
        fields.Add(gift.MerchantId);
    }

    public override string EntryNameOf(GiftCard gift) => "gift";

    public override string SummaryOf(GiftCard gift, ulong amount) => $"A gift at {gift.MerchantId}";

    public override PendingCapture CaptureOf(GiftCard gift, in CaptureTerms terms) =>
        new()
        {
            MerchantId = gift.MerchantId,
            CreatedAt = terms.CreatedAt,
            ExpiresAt = terms.ExpiresAt,
            TransactionId = gift.Id,
        };

    public override KnownCrossing CrossingOf(GiftCard gift) => KnownCrossing.Of(gift, gift.MerchantId);
}
