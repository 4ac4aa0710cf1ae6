using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Committing.Freshness;

/// <summary>Two workers on one queue and one table.</summary>
public sealed class CommitReadingTests
{
    private const int Users = 40;

    [Fact]
    public void A_worker_alone_reads_each_context_once_however_many_events_come() =>
        Rig.Run(async rig =>
        {
            var reads = 0;
            rig.StartWorker(wrapTable: table => Counted(table, keys => reads += keys));
            await SendAsync(rig, rounds: 10);
            Assert.Equal(Users, reads);
        });

    [Fact]
    public void With_another_beside_it_reading_spares_most_of_the_cancelled_transactions()
    {
        var (read, unread) = (CancelledOfTwo(reads: true), CancelledOfTwo(reads: false));
        Assert.True(read * 3 < unread, $"{read} were cancelled, {unread} without reading.");
    }

    [Fact]
    public void One_that_routes_is_prepared_for_another_that_takes_turns_with_its_users_however_long_it_was_alone() =>
        Rig.Run(async rig =>
        {
            var (cancelled, writers) = (0, new HashSet<(string User, int Worker)>());
            Start(worker: 0);
            await SendAsync(rig, rounds: 100);
            Start(worker: 1);
            await SendAsync(rig, rounds: 60, from: 100);
            // A user alone in a transaction is not worth a read.
            Assert.InRange(cancelled, 0, 1);
            for (var user = 0; user < Users; user++)
                Assert.Contains((Keys.User($"u{user}"), 1), writers);

            void Start(int worker) =>
                rig.StartWorker(
                    new PipelineOptions { MaxInFlight = 40 },
                    routes: true,
                    wrapTable: table =>
                        table.On(
                            async (TableCall.Transact call, ITable next) =>
                            {
                                writers.UnionWith(call.Writes.Select(write => (write.Key.Partition, worker)));
                                var result = await call.MakeAsync(next);
                                cancelled += result.Committed ? 0 : 1;
                                return result;
                            }
                        )
                );
        });

    [Fact]
    public void A_marker_that_is_read_after_its_time_does_not_count() =>
        Rig.Run(async rig =>
        {
            // Repeats of what was done elsewhere teach it to read markers.
            var repeats = Enumerable.Range(0, 200).Select(i => Make.Yield($"y{i}")).ToList();
            foreach (var repeat in repeats)
                await MarkAsync(rig, repeat, Make.Now);
            var read = new HashSet<ItemKey>();
            rig.StartWorker(wrapTable: table =>
                table.Before<TableCall.GetMany>(call =>
                {
                    read.UnionWith(call.Keys);
                    return Task.CompletedTask;
                })
            );
            await rig.SendAsync(repeats);
            await rig.DrainAsync();

            var late = Make.Yield("late");
            await MarkAsync(rig, late, Make.Now - late.Type.MarkerLifetime);
            await rig.SendAsync(late);
            await rig.DrainAsync();

            Assert.Contains(Keys.Marker(late), read);
            Assert.Equal(1UL, (await rig.ContextAsync("u1")).Memory.Applied);
        });

    // As another worker does that has nothing to notify of.
    private static Task MarkAsync(Rig rig, LoopEvent loopEvent, DateTimeOffset at) =>
        rig.Table.PutAsync(
            Markers.Put(loopEvent, new Marker("u1", 1, PayloadHash.Of(loopEvent), []), at.ToUnixTimeSeconds()),
            CancellationToken.None
        );

    // Two workers on the same users, after both have learnt from the first events.
    private static int CancelledOfTwo(bool reads)
    {
        var cancelled = 0;
        Rig.Run(async rig =>
        {
            ITable Watched(ITable table) =>
                table.On(
                    async (TableCall.Transact call, ITable next) =>
                    {
                        var result = await call.MakeAsync(next);
                        cancelled += result.Committed ? 0 : 1;
                        return result;
                    }
                );
            var options = new PipelineOptions { MaxInFlight = 20, ReadsBeforeCommits = reads };
            rig.StartWorker(options, wrapTable: Watched);
            rig.StartWorker(options, wrapTable: Watched);
            await SendAsync(rig, rounds: 20);
            cancelled = 0;
            await SendAsync(rig, rounds: 40, from: 20);
            for (var user = 0; user < Users; user++)
                Assert.Equal(60UL, (await rig.ContextAsync($"u{user}")).Memory.Applied);
        });
        return cancelled;
    }

    // A round has an event of each user, in another order each time, so that the workers take turns with a user.
    private static async Task SendAsync(Rig rig, int rounds, int from = 0)
    {
        for (var round = from; round < from + rounds; round++)
        {
            var users = Enumerable.Range(0, Users).ToArray();
            new Random(round).Shuffle(users);
            await rig.SendAsync(users.Select(user => Make.Yield($"y{round}-{user}", $"u{user}")));
            await rig.DrainAsync();
        }
    }

    private static ITable Counted(ITable table, Action<int> read) =>
        table.Before<TableCall.GetMany>(call =>
        {
            read(call.Keys.Count);
            return Task.CompletedTask;
        });
}
