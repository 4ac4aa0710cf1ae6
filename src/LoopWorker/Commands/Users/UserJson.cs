using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Commands.Captures;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Events;
using LoopWorker.Commands.Sessions;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Users;
using LoopWorker.Operations;
using LoopWorker.Operations.Users;

namespace LoopWorker.Commands.Users;

/// <summary>What is stored about a user, as <c>docs/commands/user-show.schema.json</c> describes it. Pure.</summary>
internal static class UserJson
{
    /// <param name="sheet">What is stored.</param>
    /// <param name="shown">As much of a fingerprint as is to be shown.</param>
    public static JsonObject Of(UserSheet sheet, Func<string, string> shown) =>
        new()
        {
            ["user"] = sheet.User,
            ["context"] = sheet.Context is { } context ? Of(context, sheet) : null,
            ["worker"] = Of(sheet.Memory),
            ["cards"] = List(
                sheet.Cards,
                card => new JsonObject
                {
                    ["fingerprint"] = shown(card.Fingerprint),
                    ["last4"] = card.Last4,
                    ["linked_at"] = CardsCommand.Time(card.LinkedAt),
                    ["is_linked"] = card.IsLinked,
                }
            ),
            ["captures"] = List(sheet.Captures, CapturesCommand.Json),
            ["location"] = sheet.Location is { } at
                ? new JsonObject
                {
                    ["merchant_id"] = at.MerchantId,
                    ["entered_at"] = CardsCommand.Time(StoredTime.Of(at.EnteredAt)),
                }
                : null,
            ["session"] = sheet.Session is { } session ? SessionsCommand.Json(session) : null,
            ["parked"] = List(sheet.Parked, parked => EventJson.Of(parked, shown(parked.Card))),
            ["markers"] = List(sheet.Markers, EventJson.Of),
            ["dead_letters"] = sheet.DeadLetters is { } letters ? EventJson.Texts(letters) : null,
            ["other_items"] = EventJson.Texts(sheet.Others),
            ["faults"] = List(
                sheet.Faults,
                fault => new JsonObject { ["where"] = UserText.WhereOf(fault, shown), ["what"] = fault.What }
            ),
        };

    private static JsonObject Of(UserContext context, UserSheet sheet) =>
        new()
        {
            ["version"] = context.Version,
            ["updated_at"] = CardsCommand.Time(StoredTime.Of(context.UpdatedAt)),
            ["bytes"] = sheet.ContextBytes,
            ["memory_bytes"] = sheet.MemoryBytes,
            ["preferences"] = JsonSerializer.SerializeToNode(context.Preferences, LoopJson.Stored.UserPreferences),
            ["vault"] = JsonSerializer.SerializeToNode(context.Vault, LoopJson.Stored.VaultState),
            ["recent_events"] = List(
                context.RecentEvents,
                recent => new JsonObject
                {
                    ["event_type"] = recent.EventType,
                    ["happened_at"] = CardsCommand.Time(StoredTime.Of(recent.Timestamp)),
                    ["summary"] = recent.Summary,
                    ["amount"] = recent.Amount,
                }
            ),
        };

    private static JsonObject Of(WorkerMemory memory) =>
        new()
        {
            ["applied"] = memory.Applied,
            ["crossings"] = List(
                memory.Crossings,
                crossing => new JsonObject
                {
                    ["id"] = crossing.Id,
                    ["merchant_id"] = crossing.MerchantId,
                    ["happened_at"] = CardsCommand.Time(UserText.TimeOf(crossing)),
                    ["is_exit"] = crossing.IsExit,
                }
            ),
            ["notices"] = EventJson.Texts(memory.Notices ?? []),
            ["notified_lately"] = memory.Notified is { } lately
                ? new JsonObject
                {
                    ["count"] = lately.Count,
                    ["since"] = CardsCommand.Time(StoredTime.Of(lately.Since)),
                }
                : null,
        };

    private static JsonArray List<T>(IEnumerable<T> entries, Func<T, JsonObject> json) =>
        new([.. entries.Select(json)]);
}
