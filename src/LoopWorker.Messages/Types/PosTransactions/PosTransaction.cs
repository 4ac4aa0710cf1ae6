namespace LoopWorker.Messages.Types.PosTransactions;

/// <summary>A purchase at a point of sale, <c>loop.pos.transaction.v1</c>.</summary>
public sealed record PosTransaction(
    string Id,
    string Processor,
    string MerchantId,
    string? MerchantName,
    string? LocationId,
    long AmountCents,
    string Currency,
    string CardFingerprint,
    string? CardLast4,
    DateTimeOffset OccurredAt,
    Proof? Proof,
    Position? Location
) : CardEvent(Id, CardFingerprint, OccurredAt)
{
    public override MessageType WireType => PosTransactionMessage.Instance;
}

/// <summary>What vouches for a purchase; opaque to the worker.</summary>
public sealed record Proof(string Type, string Data);
