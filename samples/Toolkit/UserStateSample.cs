using System.Text.Json;
using LoopWorker.Core;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Users;
using LoopWorker.Tables;

namespace LoopWorker.Samples.Toolkit;

/// <summary>What an agent knows of a user of Loop: context, captures to settle, and where the user is.</summary>
internal static class UserStateSample
{
    public static async Task RunAsync(ITable table, Action<string> print, CancellationToken cancellation)
    {
        // StateOptions.FromEnvironment(Environment.GetEnvironmentVariable) reads what agents are configured by.
        var options = new StateOptions { MaxPendingCaptures = 2 };
        var (randomness, time) = (Randomness.Unseeded(), TimeProvider.System);

        var contexts = new LoopStateStore(table, options, randomness, time);
        var context = await contexts.GetOrInitializeAsync("anna", cancellation);
        print($"Anna stakes for {context.Preferences.DefaultDurationDays} days, version {context.Version}");
        var days = JsonElement.Parse("30");
        context = await contexts.PatchAsync("anna", "preferences.default_duration_days", days, cancellation);
        print($"Anna stakes for {context.Preferences.DefaultDurationDays} days, version {context.Version}");
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var visit = new ContextEvent
        {
            EventType = "visit",
            Timestamp = now,
            Summary = "At the bakery",
        };
        context = await contexts.PushEventAsync("anna", visit, cancellation);
        print($"Newest event: {context.RecentEvents[0].Summary}, version {context.Version}");
        var batch = await contexts.FetchManyAsync(["anna", "ben"], cancellation);
        print($"Of two users, {batch.Found.Count} has a context; {batch.Missing[0]} has none");

        var captures = new PendingCaptures(table, options, randomness, time);
        foreach (var cents in (ulong[])[450, 1200, 300])
            await captures.AddAsync("anna", new() { MerchantId = "bakery-12", AmountCents = cents }, cancellation);
        var newest = await captures.ListAsync("anna", cancellation);
        print($"There is room for two: {string.Join(", ", newest.Select(stored => stored.Capture.AmountCents))} cents");
        print($"The newest is settled: {await captures.RemoveAsync("anna", newest[0].Key, cancellation)}");

        var locations = new MerchantLocations(table, options, randomness, time);
        await locations.SetAsync("anna", "bakery-12", cancellation);
        print($"Anna is at: {(await locations.GetAsync("anna", cancellation))?.MerchantId}");
        await locations.ClearAsync("anna", cancellation);
        print($"Anna is at: {(await locations.GetAsync("anna", cancellation))?.MerchantId ?? "no merchant's"}");
    }
}
