using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Operations.Captures;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>All items of a user's partition, told apart by their keys. None is read yet as what its key says it is.</summary>
internal sealed class UserItems
{
    private UserItems(string user, IReadOnlyList<Item> all)
    {
        All = all;
        Context = all.FirstOrDefault(item => item.Key == Keys.Context(user));
        Session = all.FirstOrDefault(item => item.Key == Keys.Session(user));
        Location = all.FirstOrDefault(item => item.Key == Keys.Location(user));
        Captures = Under(Keys.PendingPrefix);
        Cards = Under(Keys.CardPrefix);
        Memory = MemoryOf(user, Context);
        Others = [.. all.Except([Context, Session, Location, .. Captures, .. Cards]).OfType<Item>()];
    }

    /// <summary>By their sort keys, ascending.</summary>
    public IReadOnlyList<Item> All { get; }

    public Item? Context { get; }

    /// <summary>What the worker remembers in the context; nothing if there is none, or it cannot be read.</summary>
    public WorkerMemory Memory { get; }

    public Item? Session { get; }

    public Item? Location { get; }

    /// <summary>The PENDING items, ascending.</summary>
    public IReadOnlyList<Item> Captures { get; }

    /// <summary>The items by which the user's cards are listed, ascending.</summary>
    public IReadOnlyList<Item> Cards { get; }

    /// <summary>What neither agents nor workers of this version keep there.</summary>
    public IReadOnlyList<Item> Others { get; }

    /// <summary>Reads the partition, by reads that see all earlier writes.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public static async Task<UserItems> ReadAsync(ITable table, string user, CancellationToken cancellation)
    {
        var items = new List<Item>();
        var query = new Query(Keys.User(user), Consistency: Consistency.Strong);
        await foreach (var item in table.QueryAllAsync(query, cancellation))
            items.Add(item);
        return new UserItems(user, items);
    }

    /// <summary>The markers of the events that are named: where a crossing is remembered, and where a capture says what it is of.</summary>
    public static IEnumerable<ItemKey> MarkersNamedIn(WorkerMemory memory, IEnumerable<StoredCapture> captures) =>
        memory
            .Crossings.Where(crossing => crossing.Id.Length > 0)
            .Select(crossing => Keys.EventMarker(crossing.Id))
            .Concat(
                captures
                    .Select(capture => capture.Capture?.TransactionId)
                    .OfType<string>()
                    .Select(Keys.TransactionMarker)
            );

    private static WorkerMemory MemoryOf(string user, Item? context)
    {
        try
        {
            return ContextItems.Read(user, context).Memory;
        }
        catch (StoredStateException)
        {
            return new WorkerMemory();
        }
    }

    private List<Item> Under(string prefix) =>
        [.. All.Where(item => item.Key.Sort.StartsWith(prefix, StringComparison.Ordinal))];
}
