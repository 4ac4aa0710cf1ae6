using System.Text.Json;
using LoopWorker.Loop.Storage;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Demo;

/// <summary>How the table and the notifications compare with what was to be expected.</summary>
/// <param name="LostEvents">Events without a marker, or missing in their user's context.</param>
/// <param name="DoubledEvents">Events that took effect on a context more than once.</param>
/// <param name="LostCaptures">Pending captures that should be in a ring and are not.</param>
/// <param name="DoubledCaptures">Purchases that are pending more than once, or should not be.</param>
/// <param name="LostNotifications">Notifications that were never sent.</param>
/// <param name="DoubledNotifications">Notifications sent again, or to no purpose.</param>
public sealed record DemoAudit(
    long LostEvents,
    long DoubledEvents,
    long LostCaptures,
    long DoubledCaptures,
    long LostNotifications,
    long DoubledNotifications
)
{
    public long Lost => LostEvents + LostCaptures + LostNotifications;

    public long Doubled => DoubledEvents + DoubledCaptures + DoubledNotifications;

    /// <summary>Reads everything back and compares.</summary>
    /// <param name="expected">What was to come of the messages.</param>
    /// <param name="table">The table; it holds nothing else.</param>
    /// <param name="notifications">The bodies of the notifications that were sent.</param>
    /// <param name="ringCapacity">Places in a user's ring of pending captures.</param>
    public static async Task<DemoAudit> RunAsync(
        ExpectedState expected,
        ITable table,
        IEnumerable<string> notifications,
        int ringCapacity
    )
    {
        var markers = new HashSet<string>();
        var applied = new Dictionary<string, long>();
        var captures = new Dictionary<string, List<string>>();
        await foreach (var item in table.ScanAllAsync(new Scan(Consistency: Consistency.Strong)))
        {
            var (partition, sort) = item.Key;
            if (sort == "PROCESSED")
                markers.Add(partition);
            else if (sort == "CONTEXT")
                applied[partition] = (long)ContextItems.Read(partition[Keys.UserPrefix.Length..], item).Memory.Applied;
            else if (sort.StartsWith(Keys.PendingPrefix, StringComparison.Ordinal))
                (captures.TryGetValue(partition, out var ring) ? ring : captures[partition] = []).Add(
                    CaptureItems.Read(item).TransactionId ?? ""
                );
        }
        var (lostEvents, doubledEvents) = CompareEvents(expected, markers, applied);
        var (lostCaptures, doubledCaptures) = CompareCaptures(expected, captures, ringCapacity);
        var sent = notifications.Select(IdOf).ToList();
        var distinct = sent.ToHashSet();
        return new DemoAudit(
            lostEvents,
            doubledEvents,
            lostCaptures,
            doubledCaptures,
            expected.Notifications.Count(id => !distinct.Contains(id)),
            sent.Count - distinct.Count(expected.Notifications.Contains)
        );
    }

    private static (long Lost, long Doubled) CompareEvents(
        ExpectedState expected,
        HashSet<string> markers,
        Dictionary<string, long> applied
    )
    {
        long lost = expected.Markers.Count(marker => !markers.Contains(marker));
        long doubled = markers.Count(marker => !expected.Markers.Contains(marker));
        foreach (var (user, events) in expected.EventsByUser)
        {
            var difference = applied.GetValueOrDefault(Keys.User(user)) - events.Count;
            lost += Math.Max(0, -difference);
            doubled += Math.Max(0, difference);
        }
        return (lost, doubled);
    }

    private static (long Lost, long Doubled) CompareCaptures(
        ExpectedState expected,
        Dictionary<string, List<string>> captures,
        int ringCapacity
    )
    {
        long lost = 0;
        long doubled = 0;
        foreach (var (user, made) in expected.CapturesByUser)
        {
            var pending = captures.GetValueOrDefault(Keys.User(user)) ?? [];
            var right = pending.Distinct().Count(made.Contains);
            lost += Math.Max(0, Math.Min(ringCapacity, made.Count) - right);
            doubled += pending.Count - right;
        }
        return (lost, doubled);
    }

    private static string IdOf(string body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement.GetProperty("data").GetProperty("id").GetString() ?? "";
    }
}
