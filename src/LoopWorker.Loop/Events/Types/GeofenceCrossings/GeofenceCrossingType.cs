using LoopWorker.Loop.Events.Reading.Fields;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Users;

namespace LoopWorker.Loop.Events.Types.GeofenceCrossings;

/// <summary>Crossings: they say where the user is, and are told to no one.</summary>
public sealed class GeofenceCrossingType : EventType<GeofenceCrossing>
{
    public const string WireName = "loop.geofence.crossing.v1";

    private GeofenceCrossingType() { }

    public static GeofenceCrossingType Instance { get; } = new();

    public override string Name => WireName;

    public override FieldNames Fields => GeofenceCrossingReader.Names;

    public override bool ChangesLocation => true;

    protected override GeofenceCrossing Read(ref FieldReader fields, ReadingTime time) =>
        GeofenceCrossingReader.Read(ref fields, time);

    protected override void AddHashedFields(CanonicalFields fields, GeofenceCrossing occurrence)
    {
        fields.Add(occurrence.UserPubkey);
        fields.Add(occurrence.MerchantId);
        fields.Add((ulong)occurrence.Transition);
        fields.Add(occurrence.Position);
    }

    public override string EntryNameOf(GeofenceCrossing occurrence) =>
        occurrence.Transition switch
        {
            Transition.Enter => "geofence_enter",
            Transition.Dwell => "geofence_dwell",
            _ => "geofence_exit",
        };

    public override string SummaryOf(GeofenceCrossing occurrence, ulong amount) =>
        occurrence.Transition switch
        {
            Transition.Enter => $"Arrived at {occurrence.MerchantId}",
            Transition.Dwell => $"Stayed at {occurrence.MerchantId}",
            _ => $"Left {occurrence.MerchantId}",
        };

    public override CurrentLocation? LocationAfter(GeofenceCrossing occurrence, CurrentLocation? current, long now)
    {
        var at = occurrence.OccurredAt.ToUnixTimeSeconds();
        return occurrence.Transition switch
        {
            Transition.Exit => current?.MerchantId == occurrence.MerchantId && at >= current.EnteredAt ? null : current,
            _ when current is not null && current.EnteredAt > at => current,
            _ => Presence.Live(new CurrentLocation(occurrence.MerchantId, at), now) ?? current,
        };
    }
}
