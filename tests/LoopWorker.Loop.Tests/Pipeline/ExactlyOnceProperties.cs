using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline;

/// <summary>
/// Whatever is repeated, interleaved, delayed, throttled or left unanswered, over several workers on one table: the
/// state is that of a plain fold over each user's distinct events, in the order in which they were committed.
/// </summary>
public sealed class ExactlyOnceProperties
{
    private static readonly string[] Merchants = ["m0", "m1", "m2"];

    [Fact]
    public void The_state_is_a_fold_over_the_distinct_events_of_each_user() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunAndCompare(seed, trouble: 0.05, kills: 0))
        );

    [Fact]
    public void It_is_so_whichever_processes_are_killed_and_whenever() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(150),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunAndCompare(seed, trouble: 0.02, kills: 4))
        );

    [Fact]
    public void One_worker_without_trouble_sends_every_notification_once() =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(60),
            Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => RunAndCompare(seed, trouble: 0, kills: 0))
        );

    private static void RunAndCompare(int seed, double trouble, int kills)
    {
        var random = new Random(seed);
        var users = Enumerable.Range(0, random.Next(1, 6)).Select(i => $"u{i}").ToList();
        var events = Enumerable.Range(0, random.Next(1, 80)).Select(i => MakeEvent(random, i, users)).ToList();
        var strangers = Enumerable.Range(0, random.Next(10)).Select(i => Make.Sale($"stranger{i}", card: "unknown"));
        var conflicts = events
            .OfType<PosTransaction>()
            .Where(_ => random.Next(8) == 0)
            .Select(sale => sale with { MerchantName = "Another" });
        LoopEvent[] sent = [.. events, .. events.Where(_ => random.Next(3) == 0), .. strangers, .. conflicts];
        random.Shuffle(sent);
        var committed = new List<ItemKey>();
        Rig.Run(
            async rig =>
            {
                foreach (var user in users)
                    await rig.LinkAsync(Expected.CardOf(user), user);
                // Two workers may both tell of an event; one tells of it once.
                for (var worker = trouble == 0 ? 1 : random.Next(1, 4); worker > 0; worker--)
                    Start(rig);
                await rig.SendAsync(sent);
                var agent = new CountingAgent(
                    rig.Table,
                    pause: () => Task.Delay(TimeSpan.FromMilliseconds(random.Next(50)), rig.Clock)
                );
                var writing = WriteAsync(rig, agent, random.Next(12));
                for (var kill = 0; kill < kills; kill++)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), rig.Clock);
                    rig.KillOldest();
                    Start(rig);
                }
                await rig.DrainAsync();
                await writing;
                await rig.StopAsync();
                foreach (var (user, count) in agent.Written)
                    Assert.Equal(count, CountingAgent.CountIn((await rig.ContextAsync(user)).Context));
                await CompareAsync(rig, events, committed, isCalm: trouble == 0);
            },
            seed
        );

        async Task WriteAsync(Rig rig, CountingAgent agent, int times)
        {
            for (; times > 0; times--)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200)), rig.Clock);
                await agent.WriteAsync(users[random.Next(users.Count)]);
            }
        }

        void Start(Rig rig) =>
            rig.StartWorker(
                new PipelineOptions { MaxInFlight = random.Next(1, 200), CachedUsers = random.Next(0, 5) },
                table => new TroubledTable(table, random, rig.Clock, trouble)
                {
                    Committed = writes => committed.AddRange(MarkersIn(writes)),
                },
                queue => new TroubledQueue(queue, random, rig.Clock, trouble)
            );
    }

    private static async Task CompareAsync(Rig rig, List<LoopEvent> events, List<ItemKey> committed, bool isCalm)
    {
        Assert.Equal(committed.Count, committed.Distinct().Count());
        var lost = GivenUp(rig);
        Assert.True(lost == 0 || !isCalm, "Without trouble nothing is given up.");
        var byMarker = events.ToDictionary(Keys.Marker);
        if (lost == 0)
            Assert.Equal(byMarker.Keys.ToHashSet(), committed.ToHashSet());

        var expected = new Dictionary<string, NaiveUser>();
        foreach (var marker in committed)
        {
            var user = Expected.UserOf(byMarker[marker]);
            if (!expected.TryGetValue(user, out var state))
                expected.Add(user, state = new NaiveUser());
            state.Apply(byMarker[marker]);
            Assert.NotNull(await rig.ItemAsync(marker));
        }
        foreach (var (user, state) in expected)
            await CompareUserAsync(rig, user, state);
        await CompareNotificationsAsync(rig, committed, byMarker, isCalm);
    }

    private static async Task CompareUserAsync(Rig rig, string user, NaiveUser expected)
    {
        var (context, memory, _, _) = await rig.ContextAsync(user);
        Assert.Equal((ulong)expected.Applied.Count, memory.Applied);
        Assert.Equal(expected.Recent, context.RecentEvents.Select(entry => (entry.EventType, entry.Timestamp)));
        var item = await rig.ItemAsync(Keys.Location(user));
        var stored = item is null ? null : LocationItems.Read(item);
        var location = expected.LocationAt(Make.Now.ToUnixTimeSeconds());
        Assert.Equal(location, stored is null ? null : (stored.MerchantId, stored.EnteredAt));

        var captures = await rig.CapturesAsync(user);
        var ring = captures.Take(10).ToList();
        Assert.Equal(expected.Captures.Take(10), ring.Select(capture => capture.TransactionId));
        Assert.Equal(
            expected.Captures.Take(10).Where(expected.Confirmed.Contains),
            ring.Where(capture => capture.ConfirmedByPresence == true).Select(capture => capture.TransactionId)
        );
        Assert.Equal(captures.Count, captures.DistinctBy(capture => capture.CreatedAt).Count());
        // What is beyond the ring is known to be, and will be deleted.
        Assert.All(captures.Skip(10), capture => Assert.Contains(capture.CreatedAt, memory.Overflow));
    }

    private static async Task CompareNotificationsAsync(
        Rig rig,
        List<ItemKey> committed,
        Dictionary<ItemKey, LoopEvent> byMarker,
        bool isCalm
    )
    {
        var sent = rig.NotificationIds();
        var expected = new HashSet<string>();
        foreach (var marker in committed)
        {
            if (Expected.NotificationIdOf(byMarker[marker]) is { } owed)
                expected.Add(owed);
            var isGivenUp = GivenUp(rig) > 0;
            var item = await rig.ItemAsync(marker);
            Assert.True(
                isGivenUp || item!["notified"]?.AsBoolean == true,
                "All are told before a message is completed."
            );
        }
        if (isCalm)
            Assert.Equal(expected.Order(), sent.Order());
        else if (GivenUp(rig) == 0)
            Assert.Equal(expected, sent.ToHashSet());
    }

    // Dead letters that are no conflicts: with enough trouble a message fails every time.
    private static int GivenUp(Rig rig) =>
        rig.DeadLetters.Snapshot().Count
        - rig.FailureNotes().Count(note => note.Code == FailureCodes.ConflictingDuplicate);

    private static IEnumerable<ItemKey> MarkersIn(IReadOnlyList<Write> writes) =>
        writes.Select(write => write.Key).Where(key => key.Sort == "PROCESSED");

    private static LoopEvent MakeEvent(Random random, int number, List<string> users)
    {
        var user = users[random.Next(users.Count)];
        var merchant = Merchants[random.Next(Merchants.Length)];
        var at = Make.Now.AddSeconds(-random.Next(4_000));
        return random.Next(10) switch
        {
            < 6 => Make.Sale($"t{number}", Expected.CardOf(user), random.Next(1, 300), merchant, at),
            < 8 => Make.Crossing((Transition)random.Next(3), $"g{number}", user, merchant, at),
            8 => Make.Yield($"y{number}", user, (ulong)random.NextInt64(1, 2_000_000_000)),
            _ => Make.Unlock($"l{number}", user, (ulong)random.NextInt64(1, 2_000_000_000)),
        };
    }
}
