using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Auditing;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Events;

/// <summary>What the marker of an event says: that it has taken effect, for whom, and who was told.</summary>
/// <param name="Id">The event's id; of a purchase, the transaction's.</param>
/// <param name="Kind">Whether it is a purchase.</param>
/// <param name="User">The key of the user whom it concerned, or a pseudonym if the user was erased.</param>
/// <param name="Amount">Lamports.</param>
public sealed record MarkedEvent(string Id, MarkerKind Kind, string User, ulong Amount)
{
    /// <summary>When it took effect; null if the marker does not say.</summary>
    public DateTimeOffset? ProcessedAt { get; init; }

    /// <summary>Until when the marker counts: a duplicate that comes later would take effect again. Null for as long as it is there.</summary>
    public DateTimeOffset? CountsUntil { get; init; }

    /// <summary>Whether it counts still.</summary>
    public bool Counts { get; init; }

    /// <summary>Who wrote it: a worker or an agent.</summary>
    public MarkerAuthor By { get; init; }

    /// <summary>Whether all are told who are to be told.</summary>
    public bool Notified => Owed.Count == 0;

    /// <summary>Kinds of notification that are still to be sent.</summary>
    public IReadOnlyList<string> Owed { get; init; } = [];

    /// <summary>Kinds of notification that the cap has withheld.</summary>
    public IReadOnlyList<string> Withheld { get; init; } = [];

    /// <summary>Whether the capture is still to be counted for its merchant.</summary>
    public bool Uncounted { get; init; }

    /// <summary>What of it cannot be read; null if all can. A duplicate is dropped by it all the same, while it counts.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether the user was erased.</summary>
    public bool IsOfErased => Subjects.IsPseudonym(User);

    /// <summary>Reads a marker, also an agent's. Pure.</summary>
    internal static MarkedEvent Read(Item item, DateTimeOffset now)
    {
        var marker = Markers.Read(item);
        var isPurchase = item.Key.Partition.StartsWith(Keys.TransactionPrefix, StringComparison.Ordinal);
        var prefix = isPurchase ? Keys.TransactionPrefix : Keys.EventPrefix;
        return new MarkedEvent(
            item.Key.Partition[prefix.Length..],
            isPurchase ? MarkerKind.Transaction : MarkerKind.Event,
            marker.UserPubkey,
            marker.Amount
        )
        {
            ProcessedAt = StoredTime.Of(Markers.WrittenAt(item)),
            CountsUntil = StoredTime.Of(item[Attributes.TimeToLive]?.AsInt64),
            Counts = Markers.Live(item, now.ToUnixTimeSeconds()) is not null,
            By = marker.PayloadHash is null ? MarkerAuthor.Agent : MarkerAuthor.Worker,
            Owed = marker.Owed,
            Withheld = marker.Withheld,
            Uncounted = marker.IsUncounted,
            Fault = FaultOf(item),
        };
    }

    private static string? FaultOf(Item item) =>
        string.IsNullOrEmpty(item[Attributes.UserPubkey]?.AsString)
            ? $"its {Attributes.UserPubkey} is missing or no string"
        : item.Has(Attributes.CredAmount) && item[Attributes.CredAmount]?.AsUInt64 is null
            ? $"its {Attributes.CredAmount} is no whole number of lamports"
        : null;
}

/// <summary>What a marker is of.</summary>
public enum MarkerKind
{
    /// <summary>A purchase: <c>TXN#</c>.</summary>
    Transaction,

    /// <summary>Any other event: <c>EVENT#</c>.</summary>
    Event,
}

/// <summary>Who has written a marker.</summary>
public enum MarkerAuthor
{
    Worker,
    Agent,
}
