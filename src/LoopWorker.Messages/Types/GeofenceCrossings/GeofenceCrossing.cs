namespace LoopWorker.Messages.Types.GeofenceCrossings;

/// <summary>A user came to a merchant, stayed there or left, <c>loop.geofence.crossing.v1</c>.</summary>
public sealed record GeofenceCrossing(
    string Id,
    string UserPubkey,
    string MerchantId,
    Transition Transition,
    Position Position,
    DateTimeOffset OccurredAt
) : UserEvent(Id, UserPubkey, OccurredAt)
{
    public override MessageType WireType => GeofenceCrossingMessage.Instance;
}

/// <summary>What a user did at a merchant's place. The numbers are hashed, so they stay.</summary>
public enum Transition
{
    Enter = 0,
    Dwell = 1,
    Exit = 2,
}
