using System.Text.Json.Nodes;
using LoopWorker.Loop.Events;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>Events and messages for tests, ordinary in all that a test does not name.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static PosTransaction Sale(
        string id = "t1",
        string card = "fp1",
        long cents = 1_250,
        string merchant = "m1",
        DateTimeOffset? at = null
    ) => new(id, "square", merchant, "Blue Bottle", null, cents, "USD", card, "4242", at ?? Now, null, null);

    public static GeofenceCrossing Crossing(
        Transition transition,
        string id = "g1",
        string user = "u1",
        string merchant = "m1",
        DateTimeOffset? at = null
    ) => new(id, user, merchant, transition, new Position(37.5, -122.25, 10), at ?? Now);

    public static VaultYield Yield(string id = "y1", string user = "u1", ulong amount = 2_000_000_000) =>
        new(id, user, amount, Now);

    public static VaultUnlock Unlock(string id = "l1", string user = "u1", ulong amount = 2_000_000_000) =>
        new(id, user, amount, Now);

    /// <summary>The event as a message: CloudEvents with the fields of its type.</summary>
    public static string Message(LoopEvent occurrence)
    {
        var data = occurrence switch
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
            _ => throw new ArgumentOutOfRangeException(nameof(occurrence)),
        };
        data["occurred_at"] = occurrence.OccurredAt.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'");
        return new JsonObject
        {
            ["specversion"] = "1.0",
            ["id"] = "ce-" + occurrence.Id,
            ["source"] = "/tests",
            ["type"] = occurrence.Type,
            ["data"] = data,
        }.ToJsonString();
    }

    private static JsonObject Vault(UserEvent occurrence, ulong amount) =>
        new()
        {
            ["event_id"] = occurrence.Id,
            ["user_pubkey"] = occurrence.UserPubkey,
            ["amount"] = amount,
        };
}
