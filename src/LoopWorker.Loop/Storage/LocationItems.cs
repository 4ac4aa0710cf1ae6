using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>The LOCATION item, read and written.</summary>
public static class LocationItems
{
    public static Item Write(string user, CurrentLocation location) =>
        Item.Of(
            Keys.Location(user),
            (Attributes.MerchantId, location.MerchantId),
            (Attributes.EnteredAt, location.EnteredAt),
            (Attributes.TimeToLive, location.EnteredAt + Presence.LifetimeSeconds)
        );

    /// <summary>Reads the item; null for one without a merchant.</summary>
    public static CurrentLocation? Read(Item item) =>
        item[Attributes.MerchantId]?.AsString is { } merchant
            ? new CurrentLocation(merchant, item[Attributes.EnteredAt]?.AsInt64 ?? 0)
            : null;
}
