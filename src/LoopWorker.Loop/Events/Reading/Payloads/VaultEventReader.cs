using System.Text.Json;
using LoopWorker.Loop.Events.Reading.Fields;

namespace LoopWorker.Loop.Events.Reading.Payloads;

/// <summary>Yields and unlocks: the same fields under two types.</summary>
internal static class VaultEventReader
{
    public static FieldNames Names { get; } = new("event_id", "user_pubkey", "amount", "occurred_at");

    public static ReadResult Read(JsonElement payload, string type, ReadingTime time)
    {
        var fields = new FieldReader(payload, Names);
        var id = fields.Text("event_id", FieldRules.Id);
        var userPubkey = fields.Text("user_pubkey", FieldRules.Id);
        var amount = fields.Integer("amount", 1, ulong.MaxValue);
        var occurredAt = fields.Time("occurred_at", time);
        if (fields.Failure is { } failure)
            return ReadResult.Of(failure);

        return ReadResult.Of(
            type == EventTypes.VaultYield
                ? new VaultYield(id, userPubkey, amount, occurredAt)
                : new VaultUnlock(id, userPubkey, amount, occurredAt)
        );
    }
}
