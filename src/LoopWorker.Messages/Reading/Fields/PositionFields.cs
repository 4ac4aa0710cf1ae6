using LoopWorker.Messages.Writing;

namespace LoopWorker.Messages.Reading.Fields;

/// <summary>The fields of a <see cref="Position"/>, in an object of their own or beside other fields.</summary>
public static class PositionFields
{
    public const string Latitude = "latitude";
    public const string Longitude = "longitude";
    public const string Accuracy = "accuracy_m";

    public static FieldNames Names { get; } = new(Latitude, Longitude, Accuracy);

    public static Position Read(ref FieldReader fields) =>
        ReadWithoutAccuracy(ref fields) with
        {
            AccuracyMeters = (float)fields.Number(Accuracy, 0, FieldRules.MaximumAccuracy),
        };

    public static Position ReadWithoutAccuracy(ref FieldReader fields) =>
        new(
            Latitude: fields.Number(Latitude, -FieldRules.MaximumLatitude, FieldRules.MaximumLatitude),
            Longitude: fields.Number(Longitude, -FieldRules.MaximumLongitude, FieldRules.MaximumLongitude),
            AccuracyMeters: 0
        );

    /// <summary>Writes a position as <see cref="Read"/> reads it.</summary>
    public static void Write(FieldWriter fields, Position position)
    {
        fields.Number(Latitude, position.Latitude);
        fields.Number(Longitude, position.Longitude);
        fields.Number(Accuracy, position.AccuracyMeters);
    }
}
