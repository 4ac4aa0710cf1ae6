using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Captures;
using LoopWorker.Operations.Scanning;
using LoopWorker.Operations.Sessions;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>Gathers all that is stored about a person, to be handed over.</summary>
/// <param name="table">The one table.</param>
/// <param name="time">Dates the export.</param>
public sealed class UserExport(ITable table, TimeProvider time)
{
    private static readonly string[] Secrets =
    [
        "The session's public key and members that others have added to it: who has them may learn how to act for the person. The rest of the session is there.",
    ];

    private static readonly string[] OpenMembers =
    [
        "vault_pubkey",
        "scopes",
        "expires_at",
        "created_at",
        "max_actions",
        "actions_used",
    ];

    /// <summary>
    /// One object: <c>user</c>, <c>exported_at</c>, <c>complete</c>, <c>items</c> (the user's partition), <c>cards</c>,
    /// <c>parked_purchases</c>, <c>markers</c>, each a list of items as they are stored, and <c>left_out</c>, sentences.
    /// </summary>
    /// <param name="user">The person's key.</param>
    /// <param name="scan">
    /// Told of each page, if the whole table is to be read for markers and cards that nothing leads to; null to take only those that the
    /// context and the captures name.
    /// </param>
    /// <param name="cancellation">Stops between pages.</param>
    /// <returns>The object, and whether anything is stored; its lists are empty if not.</returns>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task<(JsonObject Export, bool IsEmpty)> ExportAsync(
        string user,
        Action<ScanProgress>? scan,
        CancellationToken cancellation
    )
    {
        var items = await UserItems.ReadAsync(table, user, cancellation);
        var found = scan is null
            ? await NamedAsync(user, items, cancellation)
            : await ScanAsync(user, scan, cancellation);
        var cards = found.Where(CardItems.IsCard).ToList();
        var fingerprints = items
            .Cards.Select(card => CardItems.ReadOfUser(card).Fingerprint)
            .Union(cards.Select(card => CardItems.Read(card).Fingerprint));
        var parked = new List<Item>();
        foreach (var fingerprint in fingerprints)
        {
            var query = new Query(Keys.CardPrefix + fingerprint, Keys.UnmatchedPrefix, Consistency: Consistency.Strong);
            await foreach (var item in table.QueryAllAsync(query, cancellation))
                parked.Add(item);
        }
        var export = new JsonObject
        {
            ["user"] = user,
            ["exported_at"] = UtcTimeConverter.Format(time.GetUtcNow()),
            ["complete"] = scan is not null,
            ["items"] = List(items.All.Select(WithoutSecrets)),
            ["cards"] = List(cards),
            ["parked_purchases"] = List(parked),
            ["markers"] = List(found.Where(Markers.IsMarker)),
            ["left_out"] = new JsonArray([
                .. (items.Session is null ? [] : Secrets).Select(text => JsonValue.Create(text)),
            ]),
        };
        return (export, items.All.Count == 0 && found.Count == 0);
    }

    private async Task<IReadOnlyList<Item>> NamedAsync(string user, UserItems items, CancellationToken cancellation)
    {
        var keys = items
            .Cards.Select(card => Keys.Card(CardItems.ReadOfUser(card).Fingerprint))
            .Concat(
                UserItems.MarkersNamedIn(
                    items.Memory,
                    StoredCapture.NewestFirst(items.Captures, items.Memory, time.GetUtcNow())
                )
            );
        var found = await table.GetAllAsync(keys, Consistency.Strong, cancellation);
        return
        [
            .. found.Values.Where(item => IsOf(item, user)).OrderBy(item => item.Key.Partition, StringComparer.Ordinal),
        ];
    }

    private async Task<IReadOnlyList<Item>> ScanAsync(
        string user,
        Action<ScanProgress> progress,
        CancellationToken cancellation
    )
    {
        var found = new List<Item>();
        var read = 0L;
        await foreach (var page in TablePages.ReadAsync(table, after: null, cancellation))
        {
            found.AddRange(
                page.Items.Where(item => (Markers.IsMarker(item) || CardItems.IsCard(item)) && IsOf(item, user))
            );
            progress(new ScanProgress(read += page.Items.Count, found.Count));
        }
        return found;
    }

    private static bool IsOf(Item item, string user) => item[Attributes.UserPubkey]?.AsString == user;

    private static JsonArray List(IEnumerable<Item> items) => new([.. items.Select(StoredItemJson.Of)]);

    private static Item WithoutSecrets(Item item) =>
        !StoredSession.IsSession(item)
            ? item
            : new Item(
                item.Key,
                item.Where(attribute => attribute.Key is Attributes.ExpiresAt or Attributes.TimeToLive)
            ).With(Attributes.SessionData, Open(item[Attributes.SessionData]?.AsString ?? ""));

    private static string Open(string session)
    {
        var open = new JsonObject();
        try
        {
            if (JsonNode.Parse(session) is JsonObject members)
                foreach (var name in OpenMembers)
                    if (members.TryGetPropertyValue(name, out var value))
                        open[name] = value?.DeepClone();
        }
        catch (JsonException)
        {
            // Not even what it holds is known: all of it stays out.
        }
        return open.ToJsonString();
    }
}
