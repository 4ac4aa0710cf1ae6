using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;

namespace LoopWorker.Testing;

/// <summary>Events as senders write them: CloudEvents, with the fields of their types as data.</summary>
public static class EventMessage
{
    /// <summary>A time an hour ago, as a message has it: workers on real queues refuse what happened long ago.</summary>
    public static string AnHourAgo { get; } =
        TimeProvider.System.GetUtcNow().AddHours(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The message that a sender makes of an event.</summary>
    /// <param name="loopEvent">What happened.</param>
    /// <param name="id">Of the CloudEvent; the event has its own in its data.</param>
    /// <param name="source">Of the CloudEvent.</param>
    public static string Of(LoopEvent loopEvent, string id, string source)
    {
        var data = loopEvent switch
        {
            PosTransaction sale => new JsonObject
            {
                ["transaction_id"] = sale.Id,
                ["processor"] = sale.Processor,
                ["merchant_id"] = sale.MerchantId,
                ["merchant_name"] = sale.MerchantName,
                ["amount_cents"] = sale.AmountCents,
                ["currency"] = sale.Currency,
                ["card_fingerprint"] = sale.CardFingerprint,
                ["card_last4"] = sale.CardLast4,
            },
            GeofenceCrossing crossing => new JsonObject
            {
                ["event_id"] = crossing.Id,
                ["user_pubkey"] = crossing.UserPubkey,
                ["merchant_id"] = crossing.MerchantId,
                ["transition"] = crossing.Transition switch
                {
                    Transition.Enter => "enter",
                    Transition.Dwell => "dwell",
                    _ => "exit",
                },
                ["latitude"] = crossing.Position.Latitude,
                ["longitude"] = crossing.Position.Longitude,
                ["accuracy_m"] = crossing.Position.AccuracyMeters,
            },
            VaultYield yield => Vault(yield, yield.Amount),
            VaultUnlock unlock => Vault(unlock, unlock.Amount),
            _ => throw new ArgumentOutOfRangeException(nameof(loopEvent)),
        };
        data["occurred_at"] = loopEvent.OccurredAt.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'",
            CultureInfo.InvariantCulture
        );
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = id,
            ["source"] = source,
            ["type"] = loopEvent.WireType.Name,
            ["data"] = data,
        }.ToJsonString();
    }

    private static JsonObject Vault(UserEvent loopEvent, ulong amount) =>
        new()
        {
            ["event_id"] = loopEvent.Id,
            ["user_pubkey"] = loopEvent.UserPubkey,
            ["amount"] = amount,
        };
}
