using System.Text.Json;
using LoopWorker.Core;
using LoopWorker.Loop.Captures;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Json;
using LoopWorker.Loop.Preferences;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Queues;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Simulation.Traffic;

/// <summary>
/// What is there before the first event: linked cards, users who have said what they want, one whom only agents have served
/// so far, and one of whom nothing is stored.
/// </summary>
internal sealed class Prehistory(World world)
{
    private const int OfAgents = EventMaker.Users - 2;
    private const int Unknown = EventMaker.Users - 1;

    private readonly Random _random = world.Simulator.Random;

    public async Task WriteAsync()
    {
        for (var i = 0; i < EventMaker.Users; i++)
        {
            var user = EventMaker.User(i);
            await LinkAsync(user);
            if (i == OfAgents)
            {
                await ServeAsAgentAsync(user);
                if (_random.Next(2) == 0)
                    await PreferAsync(user, i);
            }
            else if (i != Unknown)
                await PreferAsync(user, i);
            await BookAsync(user);
        }
        var poisoned = EventMaker.User(EventMaker.Poisoned);
        await LinkAsync(poisoned);
        await PreferAsync(poisoned, EventMaker.Poisoned);
        await BookAsync(poisoned);
    }

    private async Task LinkAsync(string user)
    {
        var cards = new CardDirectory(world.Table, world.Queues, Randomness.Seeded(_random.Next()), world.Process.Time);
        foreach (var card in EventMaker.CardsOf(user))
            await cards.LinkAsync(card, user, "4242", CancellationToken.None);
    }

    private async Task PreferAsync(string user, int number)
    {
        var patch = new PreferencesPatch
        {
            AutoStake = number % 2 == 0,
            Notifications = new NotificationsPatch
            {
                OnStake = true,
                OnYield = number % 3 != 0,
                OnUnlock = number % 3 != 1,
            },
        };
        await new PreferencesStore(world.Table, world.Process.Time).PatchAsync(user, patch, CancellationToken.None);
    }

    // More captures than a ring has places, and a context that has never heard of the worker.
    private async Task ServeAsAgentAsync(string user)
    {
        var now = world.Simulator.Clock.GetUtcNow().ToUnixTimeSeconds();
        var context = UserContext.Initial(user) with { Version = 1, UpdatedAt = now };
        var json = JsonSerializer.Serialize(context, LoopJson.Stored.UserContext);
        var item = Tables.Values.Item.Of(
            Keys.Context(user),
            (Attributes.ContextData, json),
            (Attributes.Version, 1UL),
            (Attributes.UpdatedAt, now)
        );
        await world.Table.PutAsync(new Put(item), CancellationToken.None);
        for (var second = now - _random.Next(14); second < now; second++)
        {
            var capture = new PendingCapture
            {
                MerchantId = "m-agent",
                CreatedAt = second,
                ExpiresAt = second + 86_400,
            };
            await world.Table.PutAsync(new Put(CaptureItems.Write(user, capture)), CancellationToken.None);
        }
        var location = new CurrentLocation("m1", now - 60);
        await world.Table.PutAsync(new Put(LocationItems.Write(user, location)), CancellationToken.None);
        world.Ledger.Presence.OnStoredByAgent(user, location);
    }

    private async Task BookAsync(string user)
    {
        var stored = await world.Table.GetAsync(Keys.Context(user), Consistency.Strong, CancellationToken.None);
        var snapshot = ContextItems.Read(user, stored.Item);
        world.Ledger.Effects.Prefers(user, snapshot.Context.Preferences);
    }
}
