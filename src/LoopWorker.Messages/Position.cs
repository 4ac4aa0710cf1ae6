namespace LoopWorker.Messages;

/// <summary>Where something happened.</summary>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="AccuracyMeters">Metres, 0 or more.</param>
public sealed record Position(double Latitude, double Longitude, float AccuracyMeters);
