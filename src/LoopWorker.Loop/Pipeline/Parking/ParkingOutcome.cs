namespace LoopWorker.Loop.Pipeline.Parking;

/// <summary>What came of an attempt to park a purchase.</summary>
public abstract record ParkingOutcome
{
    /// <summary>It is kept, and can be found by whoever links the card.</summary>
    public sealed record Parked : ParkingOutcome;

    /// <summary>It was kept before, from another message, and still is.</summary>
    public sealed record Repeated : ParkingOutcome;

    /// <summary>The card is linked meanwhile, so it was not kept.</summary>
    /// <param name="User">Whose it is; null if its item does not say.</param>
    public sealed record Linked(string? User) : ParkingOutcome;

    /// <summary>Another purchase is kept under the same id.</summary>
    public sealed record Conflicting : ParkingOutcome;

    /// <summary>It does not fit into an item.</summary>
    public sealed record TooLarge(int Bytes) : ParkingOutcome;

    /// <summary>Others had the card's items in hand, or they are written too often: it may be tried again soon.</summary>
    public sealed record Busy(string Reason) : ParkingOutcome;
}
