namespace LoopWorker.Loop.Events;

/// <summary>The types of messages, as they are named on the wire.</summary>
public static class EventTypes
{
    public const string PosTransaction = "loop.pos.transaction.v1";
    public const string GeofenceCrossing = "loop.geofence.crossing.v1";
    public const string VaultYield = "loop.vault.yield.v1";
    public const string VaultUnlock = "loop.vault.unlock.v1";
    public const string Notification = "loop.notification.v1";
}
