using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Queues;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Parking;

/// <summary>
/// However purchases, links, unlinks, throttles, lost answers and deaths of workers and of those who link come together: a
/// purchase of a card that is linked in the end takes effect exactly once, and one of a card that never was waits.
/// </summary>
public sealed class ParkingProperties
{
    private const string User = "u1";

    [Fact]
    public void No_interleaving_of_purchases_and_links_loses_or_doubles_a_purchase() => Check(trouble: 0, kills: 0);

    [Fact]
    public void Nor_does_it_with_throttles_lost_answers_and_deaths() => Check(trouble: 0.05, kills: 2);

    private static void Check(double trouble, int kills) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(400),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunAndCompare(seed, trouble, kills))
        );

    private static void RunAndCompare(int seed, double trouble, int kills)
    {
        var random = new Random(seed);
        var cards = Enumerable.Range(0, random.Next(1, 4)).Select(i => $"fp{i}").ToList();
        var sales = Enumerable
            .Range(0, random.Next(1, 40))
            .Select(i => Make.Sale($"t{i:00}", random.Next(4) == 0 ? "fp-of-no-one" : cards[random.Next(cards.Count)]))
            .ToList();
        PosTransaction[] sent = [.. sales, .. sales.Where(_ => random.Next(3) == 0)];
        random.Shuffle(sent);
        Rig.Run(
            async rig =>
            {
                var run = new Run(rig, random, trouble);
                for (var worker = random.Next(1, 4); worker > 0; worker--)
                    run.StartWorker();
                var work = new List<Task> { run.SendAsync(sent) };
                work.AddRange(cards.Select(run.LinkInTheEndAsync));
                for (var kill = 0; kill < kills; kill++)
                {
                    await run.WaitAsync();
                    rig.KillOldest();
                    run.StartWorker();
                }
                await Task.WhenAll(work);
                await rig.DrainAsync();
                await rig.StopAsync();
                await CompareAsync(rig, cards, sales, run.Committed);
            },
            seed
        );
    }

    private static async Task CompareAsync(
        Rig rig,
        List<string> cards,
        List<PosTransaction> sales,
        List<ItemKey> committed
    )
    {
        Assert.Empty(rig.FailureNotes());
        var linked = sales.Where(sale => cards.Contains(sale.CardFingerprint)).ToList();
        Assert.Equal(linked.Select(Keys.Marker).ToHashSet(), committed.ToHashSet());
        Assert.Equal(committed.Count, committed.Distinct().Count());
        Assert.Equal((ulong)linked.Count, (await rig.ContextAsync(User)).Memory.Applied);
        foreach (var card in cards)
            Assert.Empty(await rig.ParkedAsync(card));
        var others = sales.Except(linked).Select(sale => sale.Id).Order(StringComparer.Ordinal);
        Assert.Equal(others, await rig.ParkedIdsAsync("fp-of-no-one"));
    }

    private sealed class Run(Rig rig, Random random, double trouble)
    {
        public List<ItemKey> Committed { get; } = [];

        public void StartWorker() =>
            rig.StartWorker(
                new PipelineOptions
                {
                    MaxInFlight = random.Next(1, 60),
                    ParkConcurrency = random.Next(1, 4),
                    CardLifetime = TimeSpan.FromSeconds(random.Next(3)),
                },
                Troubled,
                // What cannot be told is given up in the end; that is no matter of parking.
                queue => queue == rig.Notifications ? queue : new TroubledQueue(queue, random, rig.Clock, trouble),
                rules: Parked.Rules
            );

        public Task WaitAsync() => Task.Delay(TimeSpan.FromMilliseconds(random.Next(1_500)), rig.Clock);

        public async Task SendAsync(IEnumerable<PosTransaction> sales)
        {
            foreach (var chunk in sales.Chunk(5))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), rig.Clock);
                await rig.SendAsync(chunk);
            }
        }

        // Whoever links, unlinks and links may die over it or be refused. Only then the last link is made once more.
        public async Task LinkInTheEndAsync(string card)
        {
            for (var unlinks = random.Next(3); unlinks > 0; unlinks--)
            {
                await WaitAsync();
                await TryAsync(cards => cards.LinkAsync(card, User, "4242", CancellationToken.None));
                await WaitAsync();
                await TryAsync(cards => cards.UnlinkAsync(card, User, CancellationToken.None));
            }
            // What the dead have asked for takes effect by then; an unlink after the last link would be the last word.
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            do await WaitAsync();
            while (!await TryAsync(cards => cards.LinkAsync(card, User, "4242", CancellationToken.None)));
        }

        private async Task<bool> TryAsync<T>(Func<CardDirectory, Task<T>> act)
        {
            var life = new Life();
            var acting = act(
                new CardDirectory(
                    new MortalTable(Troubled(rig.Table), life),
                    new WrappedQueues(
                        rig.Queues,
                        queue => new MortalQueue(new TroubledQueue(queue, random, rig.Clock, trouble), life)
                    ),
                    Randomness.Seeded(random.Next()),
                    rig.Clock
                )
            );
            var dies = trouble > 0 && random.Next(2) == 0;
            var death = dies
                ? Task.Delay(TimeSpan.FromMilliseconds(random.Next(300)), rig.Clock)
                : new TaskCompletionSource().Task;
            try
            {
                if (await Task.WhenAny(acting, death) == acting)
                {
                    await acting;
                    return true;
                }
                life.End();
                return false;
            }
            catch (Exception exception) when (exception is TableException or PutBackException)
            {
                return false;
            }
        }

        private TroubledTable Troubled(ITable table) =>
            new(table, random, rig.Clock, trouble) { Committed = writes => Committed.AddRange(MarkersIn(writes)) };

        private static IEnumerable<ItemKey> MarkersIn(IReadOnlyList<Write> writes) =>
            writes.Select(write => write.Key).Where(key => key.Sort == "PROCESSED");
    }
}
