using LoopWorker.Core;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.State;

/// <summary>At which merchant's place each user is, which is known for an hour (<see cref="Presence.LifetimeSeconds"/>).</summary>
/// <remarks>
/// A worker that knows the user goes by the crossings that it has seen, and writes this anew at the next one. All methods throw
/// <see cref="StateException"/>.
/// </remarks>
/// <param name="table">The one table.</param>
/// <param name="options">The name of the attribute with the time to live.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Dates entries, says what has expired and times pauses.</param>
public sealed class MerchantLocations(ITable table, StateOptions options, Randomness randomness, TimeProvider time)
{
    private readonly StateCalls _calls = new(randomness, time);

    /// <summary>Notes that the user has come to a merchant's place now.</summary>
    public Task SetAsync(string user, string merchantId, CancellationToken cancellation)
    {
        var item = LocationItems.Write(user, new CurrentLocation(merchantId, Now));
        var put = new Put(options.TimeToLive.Write(item, Now + Presence.LifetimeSeconds));
        return _calls.WriteAsync(() => table.PutAsync(put, cancellation), cancellation);
    }

    /// <summary>Where the user is and since when; null if that is not known, or not any more.</summary>
    /// <exception cref="StateException">Also if the item names no merchant (<see cref="StateError.Serialization"/>).</exception>
    public Task<CurrentLocation?> GetAsync(string user, CancellationToken cancellation) =>
        StateCalls.ReadAsync(async () =>
        {
            var item = (await table.GetAsync(Keys.Location(user), Consistency.Strong, cancellation)).Item;
            return item is null || options.TimeToLive.IsOver(item, Now) ? null : Presence.Live(Read(item), Now);
        });

    /// <summary>Notes that the user is nowhere.</summary>
    public Task ClearAsync(string user, CancellationToken cancellation) =>
        _calls.WriteAsync(() => table.DeleteAsync(new Delete(Keys.Location(user)), cancellation), cancellation);

    private long Now => time.GetUtcNow().ToUnixTimeSeconds();

    private static CurrentLocation Read(Item item) =>
        LocationItems.Read(item)
        ?? throw new StoredStateException(
            $"A LOCATION item has no string {Attributes.MerchantId}. Mend or remove the item."
        );
}
