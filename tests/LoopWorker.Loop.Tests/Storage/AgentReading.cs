using System.Text.Json;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Storage;

/// <summary>
/// Reads items by the rules of the agents' code: attributes by type (S or N), JSON by the structs that serde derives, where
/// each member that is no Option must be there and fit its type, and others are passed over.
/// </summary>
internal static class AgentReading
{
    /// <exception cref="FormatException">If the agents could not read the item.</exception>
    public static void Read(Item item)
    {
        var (partition, sort) = item.Key;
        if (sort == "CONTEXT")
            Context(Json(item, "context_data"), partition["USER#".Length..]);
        else if (sort == "LOCATION")
            Require(item["merchant_id"]?.AsString is not null, "merchant_id");
        else if (sort == "META")
            Require(item["fingerprint"]?.AsString is not null && item["user_pubkey"]?.AsString is not null, "card");
        else if (sort == "PROCESSED")
            Require(item["user_pubkey"]?.AsString is not null && item["cred_amount"]?.AsUInt64 is not null, "marker");
        else if (sort == "SESSION")
            Session(item);
        else if (sort.StartsWith("PENDING#", StringComparison.Ordinal))
            Capture(item, sort);
        else
            Require(sort.StartsWith("CARD#", StringComparison.Ordinal), "an item that agents know or pass over");
    }

    private static void Context(JsonElement context, string pubkey)
    {
        Require(Text(context, "pubkey") == pubkey, "pubkey");
        var vault = Object(context, "vault");
        foreach (var amount in new[] { "cred_balance", "oxo_balance", "total_staked", "pending_yield" })
            U64(vault, amount);
        U16(vault, "active_positions");
        I64(vault, "snapshot_at");
        var preferences = Object(context, "preferences");
        Flag(preferences, "auto_stake");
        U16(preferences, "default_duration_days");
        Flag(preferences, "auto_compound");
        U64(preferences, "compound_threshold");
        Text(preferences, "risk_tolerance");
        var notifications = Object(preferences, "notifications");
        foreach (var flag in new[] { "on_capture", "on_stake", "on_yield", "on_unlock" })
            Flag(notifications, flag);
        U64(notifications, "min_notify_amount");
        foreach (var entry in Member(context, "recent_events", JsonValueKind.Array).EnumerateArray())
        {
            Text(entry, "event_type");
            I64(entry, "timestamp");
            Text(entry, "summary");
            Option(entry, "amount", () => U64(entry, "amount"));
        }
        Object(context, "agent_memory");
        I64(context, "updated_at");
        U64(context, "version");
    }

    private static void Session(Item item)
    {
        var session = Json(item, "session_data");
        Text(session, "key_pubkey");
        Text(session, "vault_pubkey");
        foreach (var scope in Member(session, "scopes", JsonValueKind.Array).EnumerateArray())
            Require(scope.ValueKind == JsonValueKind.String, "scopes");
        Require(item["expires_at"]?.AsInt64 == I64(session, "expires_at"), "expires_at");
        I64(session, "created_at");
        U32(session, "max_actions");
        U32(session, "actions_used");
    }

    private static void Capture(Item item, string sort)
    {
        var capture = Json(item, "capture_data");
        Text(capture, "merchant_id");
        foreach (var optional in new[] { "merchant_name", "card_last4", "proof_data", "proof_type" })
            Option(capture, optional, () => Text(capture, optional));
        U64(capture, "amount_cents");
        Option(
            capture,
            "location",
            () =>
            {
                foreach (var number in new[] { "latitude", "longitude", "accuracy_m" })
                    Member(Object(capture, "location"), number, JsonValueKind.Number);
            }
        );
        // An agent removes a capture by the key that it forms from created_at.
        Require(sort == $"PENDING#{I64(capture, "created_at"):D20}", "created_at");
        I64(capture, "expires_at");
        Require(item["merchant_id"]?.AsString == Text(capture, "merchant_id"), "merchant_id");
        Require(item["amount_cents"]?.AsUInt64 == U64(capture, "amount_cents"), "amount_cents");
        Require(item["created_at"]?.AsInt64 == I64(capture, "created_at"), "created_at");
    }

    private static JsonElement Json(Item item, string attribute) =>
        JsonDocument.Parse(item[attribute]?.AsString ?? throw new FormatException(attribute)).RootElement;

    private static JsonElement Object(JsonElement parent, string name) => Member(parent, name, JsonValueKind.Object);

    private static string Text(JsonElement parent, string name) =>
        Member(parent, name, JsonValueKind.String).GetString()!;

    private static void Flag(JsonElement parent, string name) =>
        Require(parent.GetProperty(name).ValueKind is JsonValueKind.True or JsonValueKind.False, name);

    private static void U16(JsonElement parent, string name) =>
        Require(Member(parent, name, JsonValueKind.Number).TryGetUInt16(out _), name);

    private static void U32(JsonElement parent, string name) =>
        Require(Member(parent, name, JsonValueKind.Number).TryGetUInt32(out _), name);

    private static ulong U64(JsonElement parent, string name) => Member(parent, name, JsonValueKind.Number).GetUInt64();

    private static long I64(JsonElement parent, string name) => Member(parent, name, JsonValueKind.Number).GetInt64();

    private static void Option(JsonElement parent, string name, Action read)
    {
        if (parent.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null)
            read();
    }

    private static JsonElement Member(JsonElement parent, string name, JsonValueKind kind)
    {
        Require(parent.TryGetProperty(name, out var value) && value.ValueKind == kind, name);
        return value;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
            throw new FormatException($"An agent could not read {what}.");
    }
}
