namespace LoopWorker.Loop.Events;

/// <summary>Something that happened and is to take effect once.</summary>
/// <param name="Id">What makes it the same event at every delivery, 1 to 128 of <c>A-Z a-z 0-9 . _ : -</c>.</param>
/// <param name="OccurredAt">When it happened.</param>
public abstract record LoopEvent(string Id, DateTimeOffset OccurredAt)
{
    /// <summary>Its type on the wire, one of <see cref="EventTypes"/>.</summary>
    public abstract string Type { get; }
}

/// <summary>A purchase at a point of sale, <c>loop.pos.transaction.v1</c>.</summary>
public sealed record PosTransaction(
    string Id,
    string Processor,
    string MerchantId,
    string? MerchantName,
    string? LocationId,
    long AmountCents,
    string Currency,
    string CardFingerprint,
    string? CardLast4,
    DateTimeOffset OccurredAt,
    Proof? Proof,
    Position? Location
) : LoopEvent(Id, OccurredAt)
{
    public override string Type => EventTypes.PosTransaction;
}

/// <summary>What vouches for a purchase; opaque to the worker.</summary>
public sealed record Proof(string Type, string Data);

/// <summary>Where something happened.</summary>
/// <param name="Latitude">Degrees, -90 to 90.</param>
/// <param name="Longitude">Degrees, -180 to 180.</param>
/// <param name="AccuracyMeters">Metres, 0 or more.</param>
public sealed record Position(double Latitude, double Longitude, float AccuracyMeters);

/// <summary>An event of one user, named by the user's public key.</summary>
public abstract record UserEvent(string Id, string UserPubkey, DateTimeOffset OccurredAt) : LoopEvent(Id, OccurredAt);

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
    public override string Type => EventTypes.GeofenceCrossing;
}

public enum Transition
{
    Enter,
    Dwell,
    Exit,
}

/// <summary>A vault's yield, <c>loop.vault.yield.v1</c>.</summary>
/// <param name="Amount">Lamports.</param>
public sealed record VaultYield(string Id, string UserPubkey, ulong Amount, DateTimeOffset OccurredAt)
    : UserEvent(Id, UserPubkey, OccurredAt)
{
    public override string Type => EventTypes.VaultYield;
}

/// <summary>A vault's position came free, <c>loop.vault.unlock.v1</c>.</summary>
/// <param name="Amount">Lamports.</param>
public sealed record VaultUnlock(string Id, string UserPubkey, ulong Amount, DateTimeOffset OccurredAt)
    : UserEvent(Id, UserPubkey, OccurredAt)
{
    public override string Type => EventTypes.VaultUnlock;
}
