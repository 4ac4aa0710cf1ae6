using LoopWorker.Loop.Users;
using LoopWorker.Messages.Types;
using LoopWorker.Messages.Types.GeofenceCrossings;

namespace LoopWorker.Loop.Events.Types.GeofenceCrossings;

/// <summary>Crossings: they say where the user is, and are told to no one.</summary>
public sealed class GeofenceCrossingType : EventType<GeofenceCrossing>
{
    private GeofenceCrossingType() { }

    public static GeofenceCrossingType Instance { get; } = new();

    public override MessageType<GeofenceCrossing> WireType => GeofenceCrossingMessage.Instance;

    public override bool ChangesLocation => true;

    protected override void AddHashedFields(CanonicalFields fields, GeofenceCrossing crossing)
    {
        fields.Add(crossing.UserPubkey);
        fields.Add(crossing.MerchantId);
        fields.Add((ulong)crossing.Transition);
        fields.Add(crossing.Position);
    }

    public override string EntryNameOf(GeofenceCrossing crossing) =>
        crossing.Transition switch
        {
            Transition.Enter => "geofence_enter",
            Transition.Dwell => "geofence_dwell",
            _ => "geofence_exit",
        };

    public override string SummaryOf(GeofenceCrossing crossing, ulong amount) =>
        crossing.Transition switch
        {
            Transition.Enter => $"Arrived at {crossing.MerchantId}",
            Transition.Dwell => $"Stayed at {crossing.MerchantId}",
            _ => $"Left {crossing.MerchantId}",
        };

    public override KnownCrossing CrossingOf(GeofenceCrossing crossing) =>
        KnownCrossing.Of(crossing, crossing.MerchantId, crossing.Transition == Transition.Exit);
}
