using System.Globalization;
using LoopWorker.Loop.Events;
using LoopWorker.Messages;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Storage;

/// <summary>
/// The captures of each merchant by the day, UTC, on which they happened: items <c>MERCHANT#{id}</c>, <c>CAPTURES#{yyyy-MM-dd}</c> with
/// <c>count</c> and <c>ttl</c>.
/// </summary>
public static class CaptureCounts
{
    /// <summary>How long a day is kept.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromDays(400);

    /// <summary>What is wrong with a merchant's id; null if nothing is.</summary>
    public static string? MerchantError(string value) =>
        FieldRules.MerchantId.Violation(value) is { } found
            ? $"{found}: expected {FieldRules.MerchantId.Expected}"
            : null;

    /// <summary>Whether an event counts: it leaves a capture, and says at whose place.</summary>
    public static bool IsCounted(LoopEvent loopEvent) =>
        loopEvent.Type.LeavesCapture && loopEvent.Type.MerchantOf(loopEvent) is not null;

    /// <summary>Where an event is counted.</summary>
    public static ItemKey KeyOf(LoopEvent loopEvent) =>
        Keys.Captures(loopEvent.Type.MerchantOf(loopEvent)!, DayOf(loopEvent.OccurredAt));

    /// <summary>The write that counts captures.</summary>
    /// <param name="day">Of which merchant and day.</param>
    /// <param name="captures">How many more.</param>
    /// <param name="now">Unix seconds.</param>
    public static Update Add(ItemKey day, int captures, long now) =>
        new(
            day,
            [
                new AttributeChange.Add(Attributes.Count, captures),
                new AttributeChange.Set(Attributes.TimeToLive, now + (long)Lifetime.TotalSeconds),
            ]
        );

    /// <summary>The days of a merchant on which anything was captured, the latest first.</summary>
    /// <param name="table">The table.</param>
    /// <param name="merchant">The merchant's id.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="cancellation">Stops between pages.</param>
    /// <exception cref="TableException">If the table fails.</exception>
    public static async Task<IReadOnlyList<CaptureCount>> ReadAsync(
        ITable table,
        string merchant,
        DateOnly from,
        DateOnly to,
        CancellationToken cancellation
    )
    {
        var counts = new List<CaptureCount>();
        var query = new Query(Keys.Merchant(merchant), Keys.CapturesPrefix, Descending: true);
        await foreach (var item in table.QueryAllAsync(query, cancellation))
        {
            var text = item.Key.Sort.AsSpan(Keys.CapturesPrefix.Length);
            if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day))
                continue;
            if (day < from)
                break;
            if (day <= to)
                counts.Add(new CaptureCount(day, item[Attributes.Count]?.AsInt64 ?? 0));
        }
        return counts;
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);
}

/// <summary>Captures of a merchant on a day.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Captures">How many.</param>
public sealed record CaptureCount(DateOnly Day, long Captures);
