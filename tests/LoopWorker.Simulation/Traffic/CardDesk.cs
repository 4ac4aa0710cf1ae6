using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Simulation.Faults;
using LoopWorker.Simulation.Scheduling;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.Simulation.Traffic;

/// <summary>
/// Whoever runs <c>cards link</c>, in a process of its own that may fail or die over it: then it is to be run again, and
/// puts back what still waits. Now and then an agent has linked the card before, which puts nothing back.
/// </summary>
internal sealed class CardDesk(World world)
{
    private readonly Random _random = world.Simulator.Random;

    /// <summary>Links some of the cards that were linked to no user at first, each at some time within the span.</summary>
    public Task LinkSomeAsync(TimeSpan span) =>
        Task.WhenAll(EventMaker.LateCards.Where(card => card.IsLinkedOneDay).Select(card => LinkOnceAsync(card, span)));

    /// <summary>Links them again until nothing is left to be put back.</summary>
    public async Task LinkAllAsync()
    {
        foreach (var card in EventMaker.LateCards.Where(card => card.IsLinkedOneDay))
            if (!await LinkAsync(card, mayDie: false))
                world.Ledger.Fail($"{card.Fingerprint} cannot be linked, without a fault.");
    }

    private async Task LinkOnceAsync(LateCard card, TimeSpan span)
    {
        await Task.Delay(span * _random.NextDouble(), world.Process.Time);
        if (_random.Next(4) == 0)
        {
            var item = CardItems.Write(card.Fingerprint, card.User, "4242", 0);
            await world.Table.PutAsync(new Put(item), CancellationToken.None);
        }
        await LinkAsync(card, mayDie: true);
    }

    // Whether it is linked and nothing waits for it.
    private async Task<bool> LinkAsync(LateCard card, bool mayDie)
    {
        var process = world.Simulator.NewProcess("desk");
        var network = new Network(process, world.Process, world.Weather, _random, world.Trace);
        var directory = new CardDirectory(
            new FaultyTable(world.Table, network, world.Ledger),
            new WrappedQueues(world.Queues, queue => new FaultyQueue(queue, network, world.Ledger)),
            Randomness.Seeded(_random.Next()),
            process.Time
        );
        var died = new TaskCompletionSource();
        if (mayDie && _random.Next(3) == 0)
            process.KillAfter(_random.Next(1, 20), () => died.TrySetResult());
        var linking = process.Begin(() => TryLinkAsync(directory, card));
        var ended = await Task.WhenAny(linking, died.Task);
        process.Kill();
        return ended == linking && await linking;
    }

    private async Task<bool> TryLinkAsync(CardDirectory directory, LateCard card)
    {
        try
        {
            var (outcome, putBack) = await directory.LinkAsync(
                card.Fingerprint,
                card.User,
                "4242",
                CancellationToken.None
            );
            world.Trace.Add("desk", "links", $"{card.Fingerprint}: {outcome}, {putBack} put back");
            return outcome != LinkOutcome.BelongsToAnother;
        }
        catch (Exception exception) when (exception is TableException or QueueException or PutBackException)
        {
            world.Trace.Add("desk", "fails", $"{card.Fingerprint}: {exception.Message}");
            return false;
        }
    }
}

/// <summary>A card that is linked to no user at first.</summary>
/// <param name="Fingerprint">The card.</param>
/// <param name="User">Whose it will be.</param>
/// <param name="IsLinkedOneDay">Whether it will be at all.</param>
internal sealed record LateCard(string Fingerprint, string User, bool IsLinkedOneDay);
