using System.Text.Json;
using LoopWorker.Loop.Events.Reading.Fields;

namespace LoopWorker.Loop.Events.Reading.Payloads;

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

    public static ReadResult Read(JsonElement payload, ReadingTime time)
    {
        var fields = new FieldReader(payload, Names);
        var crossing = new GeofenceCrossing(
            Id: fields.Text("event_id", FieldRules.Id),
            UserPubkey: fields.Text("user_pubkey", FieldRules.Id),
            MerchantId: fields.Text("merchant_id", FieldRules.MerchantId),
            Transition: TransitionOf(fields.Text("transition", FieldRules.Transition)),
            Position: PositionFields.Read(ref fields),
            OccurredAt: fields.Time("occurred_at", time)
        );
        return fields.Failure is { } failure ? ReadResult.Of(failure) : ReadResult.Of(crossing);
    }

    private static Transition TransitionOf(string name) =>
        name switch
        {
            "enter" => Transition.Enter,
            "dwell" => Transition.Dwell,
            _ => Transition.Exit,
        };
}
