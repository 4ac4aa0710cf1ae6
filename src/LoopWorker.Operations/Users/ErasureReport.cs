namespace LoopWorker.Operations.Users;

/// <summary>What an erasure has removed and rewritten, or would.</summary>
public sealed record ErasureReport
{
    /// <summary>How it ended.</summary>
    public ErasureOutcome Outcome { get; init; }

    public int Contexts { get; init; }

    public int Sessions { get; init; }

    public int Locations { get; init; }

    public int Captures { get; init; }

    /// <summary>Cards that were unlinked, listed among the user's or not.</summary>
    public int Cards { get; init; }

    /// <summary>Purchases that waited for one of the cards.</summary>
    public int Parked { get; init; }

    /// <summary>Other items of the user's partition.</summary>
    public int Others { get; init; }

    /// <summary>Markers in which a pseudonym took the place of the key.</summary>
    public int Markers { get; init; }

    /// <summary>Those among them that owed notifications, which nobody is sent now, save for what a worker had in hand.</summary>
    public int Owed { get; init; }

    /// <summary>Records of operations in whose details a pseudonym took the place of the key.</summary>
    public int Records { get; init; }

    /// <summary>Those among them of operations that are under way, and will write the key again: to be done again when they have ended.</summary>
    public int Running { get; init; }

    /// <summary>How often the table was read.</summary>
    public int Rounds { get; init; }

    /// <summary>Whether anything was found at all.</summary>
    public bool IsEmpty =>
        Contexts + Sessions + Locations + Captures + Cards + Parked + Others + Markers + Records == 0;

    internal ErasureReport Plus(ErasureReport other) =>
        this with
        {
            Contexts = Contexts + other.Contexts,
            Sessions = Sessions + other.Sessions,
            Locations = Locations + other.Locations,
            Captures = Captures + other.Captures,
            Cards = Cards + other.Cards,
            Parked = Parked + other.Parked,
            Others = Others + other.Others,
            Markers = Markers + other.Markers,
            Owed = Owed + other.Owed,
            Records = Records + other.Records,
            Running = Running + other.Running,
            Rounds = Rounds + other.Rounds,
        };
}

/// <summary>How an erasure ended.</summary>
public enum ErasureOutcome
{
    /// <summary>Nothing with the key is left in the table.</summary>
    Erased,

    /// <summary>It would be so: nothing was written.</summary>
    WouldErase,

    /// <summary>
    /// Somebody keeps writing the key: events still come, or a replay is under way that was asked for it. Once they have stopped, it is to be done
    /// again.
    /// </summary>
    StillWritten,
}
