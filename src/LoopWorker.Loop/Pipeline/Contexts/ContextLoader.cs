using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline.Contexts;

/// <summary>Reads the contexts of users, as many in a call as it takes.</summary>
public sealed class ContextLoader(ITable table, LoopRules rules)
{
    /// <summary>What was read, where nothing was.</summary>
    public static IReadOnlyDictionary<string, (ContextSnapshot? Snapshot, string? Error)> NothingRead { get; } =
        new Dictionary<string, (ContextSnapshot?, string?)>();

    /// <summary>
    /// The context of each user, or the message why it cannot be read. Users whose partitions are over their throughput are left out.
    /// </summary>
    /// <exception cref="TableException">If the table could not be read.</exception>
    public async Task<IReadOnlyDictionary<string, (ContextSnapshot? Snapshot, string? Error)>> LoadAsync(
        IReadOnlyCollection<string> users,
        CancellationToken cancellation
    )
    {
        var loaded = new Dictionary<string, (ContextSnapshot?, string?)>(users.Count);
        var (items, unprocessed) = await table.GetProcessedAsync(
            users.Select(Keys.Context),
            Consistency.Strong,
            cancellation
        );
        foreach (var user in users.Where(user => !unprocessed.Contains(Keys.Context(user))))
            if (await TryReadAsync(user, items.GetValueOrDefault(Keys.Context(user)), cancellation) is { } read)
                loaded[user] = read;
        return loaded;
    }

    /// <summary>
    /// The context in an item that was just read; null stands for none. Where no event has taken effect on it yet, whoever wrote it, what
    /// agents have left beside it is read as well.
    /// </summary>
    /// <exception cref="StoredStateException">If the item is not a context.</exception>
    /// <exception cref="TableException">If the table could not be read.</exception>
    public Task<ContextSnapshot> ReadAsync(string user, Item? item, CancellationToken cancellation)
    {
        var snapshot = ContextItems.Read(user, item);
        var isNewToUs = item is not null && snapshot.Memory.Applied == 0;
        return isNewToUs ? AdoptAsync(snapshot, cancellation) : Task.FromResult(snapshot);
    }

    private async Task<(ContextSnapshot?, string?)?> TryReadAsync(
        string user,
        Item? item,
        CancellationToken cancellation
    )
    {
        try
        {
            return (await ReadAsync(user, item, cancellation), null);
        }
        catch (StoredStateException exception)
        {
            return (null, exception.Message);
        }
        catch (TableException exception) when (exception.IsTransient)
        {
            // The table has just answered: what stands in the way is this user's.
            return null;
        }
    }

    // Captures and location of a user whom only agents have served so far are taken over, once: all that stands under the user comes in one call.
    private async Task<ContextSnapshot> AdoptAsync(ContextSnapshot snapshot, CancellationToken cancellation)
    {
        var user = snapshot.Context.Pubkey;
        var location = Keys.Location(user);
        var query = new Query(Keys.User(user), Consistency: Consistency.Strong);
        await foreach (var item in table.QueryAllAsync(query, cancellation))
            if (item.Key == location && LocationItems.Read(item) is { } here)
                snapshot = snapshot with { Memory = snapshot.Memory.WithCrossing(KnownCrossing.Of(here)) };
            else
                snapshot = RingAdoption.With(snapshot, item.Key, rules);
        return snapshot;
    }
}
