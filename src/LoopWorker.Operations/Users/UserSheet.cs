using LoopWorker.Loop.Users;
using LoopWorker.Operations.Captures;
using LoopWorker.Operations.Events;
using LoopWorker.Operations.Sessions;

namespace LoopWorker.Operations.Users;

/// <summary>What is stored about a user, read as far as it can be.</summary>
/// <param name="User">The user's public key.</param>
public sealed record UserSheet(string User)
{
    /// <summary>The context; null if there is none, or it cannot be read.</summary>
    public UserContext? Context { get; init; }

    /// <summary>Of the context's item, key and attributes, as DynamoDB counts them; 0 without one.</summary>
    public int ContextBytes { get; init; }

    /// <summary>Of all that agents and workers remember in the context, as JSON in UTF-8; 0 without a context.</summary>
    public int MemoryBytes { get; init; }

    /// <summary>What the worker remembers in the context; nothing without one.</summary>
    public WorkerMemory Memory { get; init; } = new();

    /// <summary>The user's cards, by fingerprint in ascending order.</summary>
    public IReadOnlyList<SheetCard> Cards { get; init; } = [];

    /// <summary>The newest first, without those that have expired.</summary>
    public IReadOnlyList<StoredCapture> Captures { get; init; } = [];

    /// <summary>Where the user is; null for nowhere.</summary>
    public CurrentLocation? Location { get; init; }

    /// <summary>The session, without its key; null if there is none.</summary>
    public StoredSession? Session { get; init; }

    /// <summary>Purchases that wait for one of the user's cards to be linked, or linked again.</summary>
    public IReadOnlyList<WaitingPurchase> Parked { get; init; } = [];

    /// <summary>The markers of the events that the context and the captures name, the newest first.</summary>
    public IReadOnlyList<MarkedEvent> Markers { get; init; } = [];

    /// <summary>The dead letters that name the user or one of the user's cards, a line each; null if nobody looked.</summary>
    public IReadOnlyList<string>? DeadLetters { get; init; }

    /// <summary>Sort keys of items that neither agents nor workers of this version keep.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>What looks wrong.</summary>
    public IReadOnlyList<SheetFault> Faults { get; init; } = [];
}

/// <summary>A card among those of a user.</summary>
/// <param name="Fingerprint">1 to 128 characters.</param>
/// <param name="Last4">4 digits, or empty if they are not known.</param>
/// <param name="LinkedAt">Since when it is the user's; null if the item does not say.</param>
/// <param name="IsLinked">Whether the card's own item says that it is the user's; purchases go by that.</param>
public sealed record SheetCard(string Fingerprint, string Last4, DateTimeOffset? LinkedAt, bool IsLinked);

/// <summary>Something that looks wrong.</summary>
/// <param name="Where">The item, as <c>CONTEXT</c> or <c>PENDING#…</c>.</param>
/// <param name="What">A sentence. It quotes no value.</param>
public sealed record SheetFault(string Where, string What);
