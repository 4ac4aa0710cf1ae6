using LoopWorker.Core;
using LoopWorker.Tables;
using LoopWorker.Tables.Patterns.Counters;

namespace LoopWorker.Samples.Toolkit;

/// <summary>Visits of merchants' places: in all, by day, and once for each message however often it is delivered.</summary>
internal static class CountersSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        var visits = new KeyValueCounter(table, "visits");
        await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => visits.IncrementAsync("bakery-12", cancellation: cancellation))
        );
        print($"After ten visits and a correction: {await visits.DecrementAsync("bakery-12", 2, cancellation)}");

        var daily = new KeyValueScopedCounter<Day>(day => $"{day.Merchant}.{day.Date:yyyy-MM-dd}", visits);
        var monday = new Day("bakery-12", new DateOnly(2026, 3, 30));
        var tuesday = monday with { Date = monday.Date.AddDays(1) };
        await daily.IncrementAsync(monday, by: 6, cancellation);
        await daily.IncrementAsync(tuesday, by: 2, cancellation);
        foreach (var (day, count) in await daily.GetAsync([monday, tuesday], cancellation))
            print($"On {day.Date.DayOfWeek}: {count}");
        await daily.ResetAsync(tuesday, cancellation);
        print($"{tuesday.Date.DayOfWeek} after a reset: {await daily.CurrentAsync(tuesday, cancellation)}");

        // The id of a message that is delivered three times: within ten minutes it counts once.
        var messageId = Randomness.Unseeded().NextId();
        for (var delivery = 1; delivery <= 3; delivery++)
            await visits.IncrementOnceAsync("cafe-3", messageId, cancellation: cancellation);
        print($"After three deliveries of one message: {(await visits.GetAsync(["cafe-3"], cancellation))[0].Count}");
    }

    private sealed record Day(string Merchant, DateOnly Date);
}
