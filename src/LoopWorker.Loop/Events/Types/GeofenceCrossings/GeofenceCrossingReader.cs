using System.Collections.Frozen;
using LoopWorker.Loop.Events.Reading.Fields;

namespace LoopWorker.Loop.Events.Types.GeofenceCrossings;

/// <summary>Reads the payload of a crossing.</summary>
internal static class GeofenceCrossingReader
{
    public static FieldNames Names { get; } =
        new(
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

    public static GeofenceCrossing Read(ref FieldReader fields, ReadingTime time) =>
        new(
            Id: fields.Text("event_id", FieldRules.Id),
            UserPubkey: fields.Text("user_pubkey", FieldRules.Id),
            MerchantId: fields.Text("merchant_id", FieldRules.MerchantId),
            Transition: TransitionOf(fields.Text("transition", TransitionRule)),
            Position: PositionFields.Read(ref fields),
            OccurredAt: fields.Time("occurred_at", time)
        );

    private static Transition TransitionOf(string name) =>
        name switch
        {
            "enter" => Transition.Enter,
            "dwell" => Transition.Dwell,
            _ => Transition.Exit,
        };
}
