using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Auditing;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>Puts a user's pseudonym in place of the key in markers, which stay so that duplicates of the events stay without effect.</summary>
/// <param name="table">The one table.</param>
/// <param name="calls">Makes writes, while workers write the same items.</param>
/// <param name="user">The user's key.</param>
/// <param name="isDryRun">Whether to count only.</param>
internal sealed class ErasedMarkers(ITable table, StateCalls calls, string user, bool isDryRun)
{
    private readonly HashSet<ItemKey> _owed = [];

    /// <summary>How many of them owed notifications.</summary>
    public int Owed => _owed.Count;

    /// <summary>Whether an item is a marker with the user's key.</summary>
    public bool IsOfUser(Item item) => Markers.IsMarker(item) && Markers.Read(item).UserPubkey == user;

    /// <summary>Takes the key out of one of them; if it has changed since it was read, out of what it is now.</summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task EraseAsync(Item marker, CancellationToken cancellation)
    {
        for (var stored = marker; stored is not null && IsOfUser(stored); )
        {
            if (Markers.Read(stored).Owed.Count > 0)
                _owed.Add(stored.Key);
            if (isDryRun)
                return;
            var update = Markers.Forget(stored, Subjects.User(user));
            var result = await calls.WriteAsync(() => table.UpdateAsync(update, cancellation), cancellation);
            if (result.Succeeded)
                return;
            stored = result.Stored;
        }
    }

    /// <summary>
    /// Looks again at those that owed something: a worker that had the event in hand has written the marker whole, with the key, when it
    /// had sent what was owed.
    /// </summary>
    /// <exception cref="TableException">If the table fails.</exception>
    public async Task LookAgainAsync(CancellationToken cancellation)
    {
        var found = await table.GetAllAsync(_owed, Consistency.Strong, cancellation);
        foreach (var marker in found.Values)
            await EraseAsync(marker, cancellation);
    }
}
