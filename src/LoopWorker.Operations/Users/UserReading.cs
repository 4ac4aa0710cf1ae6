using System.Text;
using System.Text.Json;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Captures;
using LoopWorker.Operations.Events;
using LoopWorker.Operations.Sessions;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>Reads what is stored about a user.</summary>
/// <param name="table">The one table.</param>
/// <param name="time">Says what has expired.</param>
/// <param name="deadLetters">Looks among dead letters for a user and the user's cards, a line for each that it finds; null if nobody looks there.</param>
public sealed class UserReading(
    ITable table,
    TimeProvider time,
    Func<string, IEnumerable<string>, CancellationToken, Task<IReadOnlyList<string>>>? deadLetters = null
)
{
    // Whoever has a message in hand has sent what is owed long before, or given the message back.
    private static readonly TimeSpan OwedTooLong = TimeSpan.FromMinutes(15);

    /// <summary>
    /// What is stored about a user. One query for the user's items, one for each card, and a batch for cards and markers. What cannot be read is a
    /// fault of the sheet, and the rest is read all the same.
    /// </summary>
    /// <returns>Null if nothing is stored, and no dead letter names the user.</returns>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<UserSheet?> ReadAsync(string user, CancellationToken cancellation)
    {
        var items = await UserItems.ReadAsync(table, user, cancellation);
        var letters = deadLetters is null
            ? null
            : await deadLetters(user, items.Cards.Select(card => CardItems.ReadOfUser(card).Fingerprint), cancellation);
        if (items.All.Count == 0 && letters is not { Count: > 0 })
            return null;
        var now = time.GetUtcNow();
        var faults = new List<SheetFault>();
        var context = ReadContext(user, items.Context, faults);
        var captures = StoredCapture.NewestFirst(items.Captures, context?.Memory ?? new(), now);
        var session = items.Session is null ? null : StoredSession.Read(items.Session, now);
        var sheet = new UserSheet(user)
        {
            Context = context?.Context,
            ContextBytes = items.Context?.Size ?? 0,
            MemoryBytes = context is null ? 0 : BytesOf(context),
            Memory = context?.Memory ?? new(),
            Captures = [.. captures.Where(capture => capture.State != CaptureState.Expired)],
            Location = LocationOf(items.Location, now, faults),
            Session = session,
            DeadLetters = letters,
            Others = [.. items.Others.Select(item => item.Key.Sort)],
        };
        sheet = await WithCardsAsync(sheet, items.Cards, faults, cancellation);
        sheet = sheet with { Markers = await MarkersAsync(sheet, now, cancellation) };
        return sheet with { Faults = [.. faults, .. FaultsOf(sheet, now)] };
    }

    private static ContextSnapshot? ReadContext(string user, Item? item, List<SheetFault> faults)
    {
        if (item is null)
            return null;
        try
        {
            if (!item.Has(Attributes.Version))
                faults.Add(new("CONTEXT", $"It has no {Attributes.Version}; the one in its JSON counts."));
            return ContextItems.Read(user, item);
        }
        catch (StoredStateException exception)
        {
            faults.Add(new("CONTEXT", exception.Message));
            return null;
        }
    }

    private static int BytesOf(ContextSnapshot context) =>
        Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(context.Context.AgentMemory, LoopJson.Stored.AgentMemory));

    private static Loop.Users.CurrentLocation? LocationOf(Item? item, DateTimeOffset now, List<SheetFault> faults)
    {
        if (item is null)
            return null;
        if (LocationItems.Read(item) is not { } location)
        {
            faults.Add(new("LOCATION", $"It has no string {Attributes.MerchantId}."));
            return null;
        }
        return Presence.Live(location, now.ToUnixTimeSeconds());
    }

    private async Task<UserSheet> WithCardsAsync(
        UserSheet sheet,
        IReadOnlyList<Item> listed,
        List<SheetFault> faults,
        CancellationToken cancellation
    )
    {
        var cards = listed.Select(CardItems.ReadOfUser).ToList();
        var linked = await table.GetAllAsync(
            cards.Select(card => Keys.Card(card.Fingerprint)),
            Consistency.Strong,
            cancellation
        );
        var parked = new List<WaitingPurchase>();
        foreach (var (fingerprint, _, _) in cards)
        {
            var query = new Query(Keys.CardPrefix + fingerprint, Keys.UnmatchedPrefix, Consistency: Consistency.Strong);
            await foreach (var item in table.QueryAllAsync(query, cancellation))
                parked.Add(WaitingPurchase.Read(item));
            var meta = linked.GetValueOrDefault(Keys.Card(fingerprint));
            if (meta is null)
                faults.Add(new($"{Keys.CardPrefix}{fingerprint}", "It is listed and linked to nobody."));
            else if (CardItems.UserOf(meta) != sheet.User)
                faults.Add(new($"{Keys.CardPrefix}{fingerprint}", "It is listed here and linked to another user."));
        }
        return sheet with
        {
            Parked = parked,
            Cards =
            [
                .. cards.Select(card => new SheetCard(
                    card.Fingerprint,
                    card.Last4,
                    card.LinkedAt,
                    linked.TryGetValue(Keys.Card(card.Fingerprint), out var meta)
                        && CardItems.UserOf(meta) == sheet.User
                )),
            ],
        };
    }

    private async Task<IReadOnlyList<MarkedEvent>> MarkersAsync(
        UserSheet sheet,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var found = await table.GetAllAsync(
            UserItems.MarkersNamedIn(sheet.Memory, sheet.Captures),
            Consistency.Strong,
            cancellation
        );
        return
        [
            .. found
                .Values.Select(item => MarkedEvent.Read(item, now))
                .OrderByDescending(marked => marked.ProcessedAt)
                .ThenBy(marked => marked.Id, StringComparer.Ordinal),
        ];
    }

    private static IEnumerable<SheetFault> FaultsOf(UserSheet sheet, DateTimeOffset now)
    {
        foreach (var capture in sheet.Captures.Where(capture => capture.Fault is not null))
            yield return new($"{Keys.PendingPrefix}{capture.Key}", capture.Fault!);
        if (sheet.Session?.Fault is { } fault)
            yield return new("SESSION", fault);
        foreach (var parked in sheet.Parked.Where(parked => parked.Fault is not null))
            yield return new($"{Keys.UnmatchedPrefix}{parked.TransactionId}", parked.Fault!);
        foreach (var marked in sheet.Markers)
            if (marked.User != sheet.User)
                yield return new(NameOf(marked), "The event took effect for another user.");
            else if (!marked.Notified && now - marked.ProcessedAt > OwedTooLong)
                yield return new(NameOf(marked), "It took effect, and its notifications are owed for long.");
    }

    private static string NameOf(MarkedEvent marked) =>
        (marked.Kind == MarkerKind.Transaction ? Keys.TransactionPrefix : Keys.EventPrefix) + marked.Id;
}
