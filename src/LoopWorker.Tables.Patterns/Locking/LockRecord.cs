using LoopWorker.Tables.Conditions;
using LoopWorker.Tables.Values;

namespace LoopWorker.Tables.Patterns.Locking;

/// <summary>Who holds what is leased, as it is stored. Who only knows <c>expiresAt</c> can take part: it is free at that Unix second.</summary>
/// <param name="Owner">The acquisition that holds it; null when it is free, or held by someone who only knows <c>expiresAt</c>.</param>
/// <param name="Beat">Counts the tries to renew: while it moves, the holder is alive.</param>
/// <param name="Lease">How long it is held after it was last seen to move; null where there is no owner.</param>
/// <param name="ExpiresAt">The Unix second at which it is free by the holder's clock.</param>
/// <param name="Fencing">Of the latest acquisition; grows with each. 0 if there is none.</param>
internal sealed record LockRecord(string? Owner, long Beat, TimeSpan? Lease, long ExpiresAt, long Fencing)
{
    private const string OwnerName = "owner";
    private const string BeatName = "beat";
    private const string LeaseName = "leaseMs";
    private const string ExpiresAtName = "expiresAt";
    private const string FencingName = "fencing";

    // Free by every clock, whatever it says, and due for deletion where the table has a time to live.
    private static readonly TimeSpan LongAgo = TimeSpan.FromDays(1);

    public static LockRecord Taken(string owner, TimeSpan lease, DateTimeOffset now, long fencing) =>
        new(owner, Beat: 1, lease, EndOf(now, lease), fencing);

    public static LockRecord Read(Item item) =>
        new(
            item[OwnerName]?.AsString,
            item[BeatName]?.AsInt64 ?? 0,
            item[LeaseName]?.AsInt64 is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
            item[ExpiresAtName]?.AsInt64 ?? 0,
            item[FencingName]?.AsInt64 ?? 0
        );

    /// <summary>The same, seen to be alive once more.</summary>
    public LockRecord Renewed(DateTimeOffset now) =>
        this with
        {
            Beat = Beat + 1,
            ExpiresAt = EndOf(now, Lease!.Value),
        };

    /// <summary>The same, held by nobody.</summary>
    public LockRecord Released(DateTimeOffset now) =>
        new(Owner: null, Beat: 0, Lease: null, (now - LongAgo).ToUnixTimeSeconds(), Fencing);

    /// <summary>An item with what it says.</summary>
    public Item On(Item item)
    {
        var marked = item.With(ExpiresAtName, ExpiresAt).With(FencingName, Fencing);
        return Owner is null
            ? marked
            : marked.With(OwnerName, Owner).With(BeatName, Beat).With(LeaseName, (long)Lease!.Value.TotalMilliseconds);
    }

    /// <summary>That there is none, or one that is free and has a smaller fencing token.</summary>
    public static Condition Free(DateTimeOffset now, long fencing) =>
        Condition.NoItem
        | (
            new Condition.Absent(OwnerName)
            & Condition.LessOrEqual(ExpiresAtName, now.ToUnixTimeSeconds())
            & (new Condition.Absent(FencingName) | Condition.Less(FencingName, fencing))
        );

    /// <summary>That the acquisition holds it still.</summary>
    public Condition IsHeld => Condition.Equal(OwnerName, Owner!);

    /// <summary>That it is as it was read.</summary>
    public Condition IsUnchanged =>
        Owner is null
            ? new Condition.Absent(OwnerName) & Is(ExpiresAtName, ExpiresAt) & Is(FencingName, Fencing)
            : IsHeld & Is(BeatName, Beat);

    /// <summary>Whether the other shows the same acquisition and no sign of life since.</summary>
    public bool IsSameBeatAs(LockRecord other) =>
        Owner == other.Owner && Beat == other.Beat && (Owner is not null || ExpiresAt == other.ExpiresAt);

    // What is absent is read as 0.
    private static Condition Is(string attribute, long number) =>
        number == 0
            ? new Condition.Absent(attribute) | Condition.Equal(attribute, number)
            : Condition.Equal(attribute, number);

    // Whoever goes by clocks alone waits up to a second longer, not shorter.
    private static long EndOf(DateTimeOffset now, TimeSpan lease) =>
        (long)Math.Ceiling((now + lease).ToUnixTimeMilliseconds() / 1000.0);
}
