using System.Collections.Frozen;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Writing;

namespace LoopWorker.Messages.Types.GeofenceCrossings;

/// <summary>The message of a crossing.</summary>
public sealed class GeofenceCrossingMessage : MessageType<GeofenceCrossing>
{
    public const string WireName = "loop.geofence.crossing.v1";

    private static readonly FieldNames Names = new(
        "event_id",
        "user_pubkey",
        "merchant_id",
        "transition",
        PositionFields.Latitude,
        PositionFields.Longitude,
        PositionFields.Accuracy,
        "occurred_at"
    );

    private static readonly TextRule TransitionRule = new(
        1,
        5,
        "enter, dwell or exit",
        choices: new[] { "enter", "dwell", "exit" }.ToFrozenSet(StringComparer.Ordinal)
    );

    private GeofenceCrossingMessage() { }

    public static GeofenceCrossingMessage Instance { get; } = new();

    public override string Name => WireName;

    public override FieldNames Fields => Names;

    protected override GeofenceCrossing Read(ref FieldReader fields, ReadingTime time) =>
        new(
            Id: fields.Text("event_id", FieldRules.Id),
            UserPubkey: fields.Text("user_pubkey", FieldRules.Id),
            MerchantId: fields.Text("merchant_id", FieldRules.MerchantId),
            Transition: TransitionOf(fields.Text("transition", TransitionRule)),
            Position: PositionFields.Read(ref fields),
            OccurredAt: fields.Time("occurred_at", time)
        );

    protected override void Write(FieldWriter fields, GeofenceCrossing crossing)
    {
        fields.Text("event_id", crossing.Id);
        fields.Text("user_pubkey", crossing.UserPubkey);
        fields.Text("merchant_id", crossing.MerchantId);
        fields.Text("transition", NameOf(crossing.Transition));
        PositionFields.Write(fields, crossing.Position);
        fields.Time("occurred_at", crossing.OccurredAt);
    }

    // A number that is no transition is written as it is, for the reader to refuse.
    private static string NameOf(Transition transition) =>
        transition switch
        {
            Transition.Enter => "enter",
            Transition.Dwell => "dwell",
            Transition.Exit => "exit",
            _ => transition.ToString(),
        };

    private static Transition TransitionOf(string name) =>
        name switch
        {
            "enter" => Transition.Enter,
            "dwell" => Transition.Dwell,
            _ => Transition.Exit,
        };
}
