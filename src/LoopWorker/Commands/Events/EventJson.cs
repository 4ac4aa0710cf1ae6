using System.Text.Json.Nodes;
using LoopWorker.Commands.Cards;
using LoopWorker.Operations.Events;
using LoopWorker.Operations.Users;

namespace LoopWorker.Commands.Events;

/// <summary>Events and their markers as the commands print them in JSON; <c>docs/commands/event-show.schema.json</c> describes it.</summary>
internal static class EventJson
{
    public static JsonObject Of(FoundEvent found) =>
        new()
        {
            ["id"] = found.Id,
            ["markers"] = new JsonArray([.. found.Markers.Select(Of)]),
            ["card"] = found.Card,
            ["parked"] = found.Parked is { } parked ? Of(parked, parked.Card) : null,
            ["dead_letters"] = found.DeadLetters is { } lines ? Texts(lines) : null,
        };

    public static JsonObject Of(MarkedEvent marked) =>
        new()
        {
            ["type"] = TypeOf(marked),
            ["id"] = marked.Id,
            ["user"] = marked.User,
            ["erased"] = marked.IsOfErased,
            ["amount"] = marked.Amount,
            ["processed_at"] = CardsCommand.Time(marked.ProcessedAt),
            ["counts"] = marked.Counts,
            ["counts_until"] = CardsCommand.Time(marked.CountsUntil),
            ["written_by"] = marked.By == MarkerAuthor.Worker ? "worker" : "agent",
            ["notified"] = marked.Notified,
            ["owed"] = Texts(marked.Owed),
            ["withheld"] = Texts(marked.Withheld),
            ["uncounted"] = marked.Uncounted,
            ["fault"] = marked.Fault,
        };

    /// <param name="parked">The purchase.</param>
    /// <param name="card">Its card, as much of it as is to be shown.</param>
    public static JsonObject Of(WaitingPurchase parked, string card) =>
        new()
        {
            ["transaction_id"] = parked.TransactionId,
            ["card"] = card,
            ["queue"] = parked.Queue,
            ["parked_at"] = CardsCommand.Time(parked.ParkedAt),
            ["expires_at"] = CardsCommand.Time(parked.ExpiresAt),
            ["fault"] = parked.Fault,
        };

    public static string TypeOf(MarkedEvent marked) => marked.Kind == MarkerKind.Transaction ? "transaction" : "event";

    public static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
