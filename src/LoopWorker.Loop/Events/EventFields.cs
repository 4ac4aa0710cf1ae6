using LoopWorker.Loop.Events.Reading.Payloads;

namespace LoopWorker.Loop.Events;

/// <summary>The fields that are read of each type's payload, as they are named on the wire.</summary>
public static class EventFields
{
    /// <exception cref="ArgumentException">No event has that type.</exception>
    public static IReadOnlyList<string> Of(string type) =>
        type switch
        {
            EventTypes.PosTransaction => PosTransactionReader.Names.All,
            EventTypes.GeofenceCrossing => GeofenceCrossingReader.Names.All,
            EventTypes.VaultYield or EventTypes.VaultUnlock => VaultEventReader.Names.All,
            _ => throw new ArgumentException($"No event has the type {type}.", nameof(type)),
        };
}
