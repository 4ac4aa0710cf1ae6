using System.Globalization;
using LoopWorker.Loop.Events;
using LoopWorker.Messages;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>The keys of the one table, in the formats that agents use.</summary>
public static class Keys
{
    public const string PendingPrefix = "PENDING#";
    public const string CardPrefix = "CARD#";
    public const string UserPrefix = "USER#";

    /// <summary>Markers of purchases.</summary>
    public const string TransactionPrefix = "TXN#";

    /// <summary>Markers of all other events.</summary>
    public const string EventPrefix = "EVENT#";

    /// <summary>Ours: purchases that wait until their card is linked, under the card's partition.</summary>
    public const string UnmatchedPrefix = "UNMATCHED#";

    /// <summary>Ours: captures of a merchant by the day.</summary>
    public const string MerchantPrefix = "MERCHANT#";

    /// <summary>Ours: before the day, under a merchant.</summary>
    public const string CapturesPrefix = "CAPTURES#";

    /// <summary>The sort key of markers.</summary>
    public const string Processed = "PROCESSED";

    public static ItemKey Context(string user) => new(User(user), "CONTEXT");

    public static ItemKey Location(string user) => new(User(user), "LOCATION");

    /// <summary>The session key that an agent acts with for a user.</summary>
    public static ItemKey Session(string user) => new(User(user), "SESSION");

    /// <summary>A pending capture by its second, in 20 digits so that keys sort as numbers do.</summary>
    public static ItemKey Pending(string user, long second) =>
        new(User(user), string.Create(CultureInfo.InvariantCulture, $"{PendingPrefix}{second:D20}"));

    /// <summary>A card among those of its user.</summary>
    public static ItemKey UserCard(string user, string fingerprint) => new(User(user), CardPrefix + fingerprint);

    /// <summary>A card by its fingerprint.</summary>
    public static ItemKey Card(string fingerprint) => new(CardPrefix + fingerprint, "META");

    /// <summary>A purchase that waits until its card is linked.</summary>
    public static ItemKey Unmatched(string fingerprint, string transactionId) =>
        new(CardPrefix + fingerprint, UnmatchedPrefix + transactionId);

    /// <summary>The captures of a merchant on a day, such as <c>CAPTURES#2026-11-29</c>.</summary>
    public static ItemKey Captures(string merchant, DateOnly day) =>
        new(Merchant(merchant), string.Create(CultureInfo.InvariantCulture, $"{CapturesPrefix}{day:yyyy-MM-dd}"));

    public static string Merchant(string id) => MerchantPrefix + id;

    /// <summary>The marker that says that an event has taken effect.</summary>
    public static ItemKey Marker(LoopEvent loopEvent) => Marker(loopEvent.Type.MarkerPrefix, loopEvent.Id);

    /// <summary>The marker of a purchase.</summary>
    public static ItemKey TransactionMarker(string transactionId) => Marker(TransactionPrefix, transactionId);

    /// <summary>The marker of an event that is no purchase.</summary>
    public static ItemKey EventMarker(string eventId) => Marker(EventPrefix, eventId);

    public static string User(string pubkey) => UserPrefix + pubkey;

    private static ItemKey Marker(string prefix, string id) => new(prefix + id, Processed);
}
