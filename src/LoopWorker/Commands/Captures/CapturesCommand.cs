using System.CommandLine;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Operations.Captures;

namespace LoopWorker.Commands.Captures;

/// <summary><c>loopworker captures</c></summary>
public static class CapturesCommand
{
    public static Command Create() =>
        new("captures", "List a user's captures, and settle or remove them.")
        {
            ListCommand.Create(),
            SettleCommand.Create(),
            RemoveCommand.Create(),
        };

    internal static JsonObject Json(StoredCapture stored) =>
        new()
        {
            ["key"] = stored.Key,
            ["state"] = NameOf(stored.State),
            ["merchant_id"] = stored.Capture?.MerchantId,
            ["amount_cents"] = stored.Capture?.AmountCents,
            ["transaction_id"] = stored.Capture?.TransactionId,
            ["expires_at"] = CardsCommand.Time(ExpiryOf(stored)),
            ["fault"] = stored.Fault,
        };

    internal static DateTimeOffset? ExpiryOf(StoredCapture stored) =>
        stored.Capture?.ExpiresAt is { } end and not 0 ? Operations.StoredTime.Of(end) : null;

    internal static string NameOf(CaptureState state) =>
        state switch
        {
            CaptureState.Pending => "pending",
            CaptureState.Gone => "gone",
            CaptureState.Expired => "expired",
            _ => "unreadable",
        };
}
