using System.Globalization;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Captures;

/// <summary>A capture of a user as an operator sees it.</summary>
/// <param name="Key">What it is named by: the second in its sort key, or the whole sort key where that is none.</param>
/// <param name="State">How it stands.</param>
/// <param name="Capture">The capture; null if it is gone or cannot be read.</param>
/// <param name="Fault">Why it cannot be read; null if it can.</param>
public sealed record StoredCapture(string Key, CaptureState State, PendingCapture? Capture = null, string? Fault = null)
{
    // By its sort key, of which only digits can be counted on to be ordered by.
    internal static IReadOnlyList<StoredCapture> NewestFirst(
        IReadOnlyList<Item> items,
        WorkerMemory memory,
        DateTimeOffset now
    )
    {
        var stored = items.Select(item => (Second: SecondOf(item.Key), Capture: Read(item, now))).ToList();
        var there = stored.Select(entry => entry.Second).ToHashSet();
        // A worker keeps the keys of its ring: one without an item is of a capture that an agent has settled, or somebody has removed.
        var gone = memory
            .Pending.Where(key => !there.Contains(key))
            .Select(key => (Second: (long?)key, Capture: new StoredCapture(NameOf(key), CaptureState.Gone)));
        return
        [
            .. stored
                .Concat(gone)
                .OrderByDescending(entry => entry.Second ?? long.MaxValue)
                .Select(entry => entry.Capture),
        ];
    }

    /// <summary>The item of a capture that is there.</summary>
    internal ItemKey ItemOf(string user) =>
        new(Keys.User(user), Second is { } second ? Keys.Pending(user, second).Sort : Key);

    /// <summary>The number to remove it by as agents do; null if they do not find it.</summary>
    internal long? Second =>
        long.TryParse(Key, NumberStyles.None, CultureInfo.InvariantCulture, out var second) ? second : null;

    private static string NameOf(long second) => second.ToString(CultureInfo.InvariantCulture);

    // Agents and workers write 20 digits, and look for no others.
    private static long? SecondOf(ItemKey key) =>
        CaptureItems.SecondOf(key) is { } second && Keys.Pending("", second).Sort == key.Sort ? second : null;

    private static StoredCapture Read(Item item, DateTimeOffset now)
    {
        if (SecondOf(item.Key) is not { } second)
            return new StoredCapture(
                item.Key.Sort,
                CaptureState.Unreadable,
                Fault: $"The sort key of a PENDING item is not {Keys.PendingPrefix} and 20 digits."
            );
        var name = NameOf(second);
        try
        {
            var capture = CaptureItems.Read(item);
            var state = HasExpired(item, capture, now.ToUnixTimeSeconds())
                ? CaptureState.Expired
                : CaptureState.Pending;
            return new StoredCapture(name, state, capture);
        }
        catch (StoredStateException exception)
        {
            return new StoredCapture(name, CaptureState.Unreadable, Fault: exception.Message);
        }
    }

    private static bool HasExpired(Item item, PendingCapture capture, long now) =>
        item[Attributes.TimeToLive]?.AsInt64 <= now || (capture.ExpiresAt != 0 && capture.ExpiresAt <= now);
}

/// <summary>How a capture stands.</summary>
public enum CaptureState
{
    /// <summary>It waits for an agent to settle it.</summary>
    Pending,

    /// <summary>An agent has settled it, or somebody has removed it: only the worker's memory still knows its key.</summary>
    Gone,

    /// <summary>Its time is over: it does not count, though it is still there.</summary>
    Expired,

    /// <summary>What is stored is no capture.</summary>
    Unreadable,
}
