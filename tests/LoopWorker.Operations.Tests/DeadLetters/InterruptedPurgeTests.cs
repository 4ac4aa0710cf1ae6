using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Purging;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class InterruptedPurgeTests
{
    [Fact]
    public void Only_letters_that_were_confirmed_go_though_others_are_meant_too_by_then() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());
            await world.AddAsync(World.Yield("y2"), World.Note());
            var confirmed = world.DeadLetters.Snapshot().Select(letter => letter.MessageId).ToHashSet();
            await world.AddAsync(World.Yield("later"), World.Note());

            var report = await PurgeAsync(world, confirmed);

            Assert.Equal(2, report.Deleted);
            Assert.Contains("later", Assert.Single(world.DeadLetters.Snapshot()).Body, StringComparison.Ordinal);
        });

    [Fact]
    public void It_tells_how_far_it_is_and_whoever_stops_it_has_the_number_of_those_that_are_gone() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 60; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            using var stop = new CancellationTokenSource();
            var told = new PurgeReport();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                PurgeAsync(
                    world,
                    progress: done =>
                    {
                        told = done;
                        stop.Cancel();
                    },
                    stop: stop.Token
                )
            );

            Assert.InRange(told.Deleted, 1, 59);
            Assert.Equal(60 - told.Deleted, world.DeadLetters.Snapshot().Count);
        });

    [Fact]
    public void The_record_of_one_that_was_killed_says_about_how_much_is_gone_and_that_it_was_interrupted() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 700; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            var life = new Life();
            _ = PurgeAsync(
                world,
                life: life,
                progress: done =>
                {
                    if (done.Deleted >= 600)
                        life.End();
                }
            );
            await Task.Delay(TimeSpan.FromSeconds(5), world.Clock);
            var locks = new QueueLocks(world.Table, world.Log, world.Ports().Randomness, world.Clock);

            var during = await StandsAsync();
            await Task.Delay(QueueLocks.Lease + TimeSpan.FromSeconds(10), world.Clock);
            var afterwards = await StandsAsync();

            Assert.Equal((Outcomes.Running, Outcomes.Interrupted), (during.Outcome, afterwards.Outcome));
            Assert.InRange(afterwards.Details["counts"]!["deleted"]!.GetValue<int>(), 500, 600);

            async Task<AuditRecord> StandsAsync() =>
                await locks.AsItStandsAsync(
                    await world.Log.ListAsync(CancellationToken.None).FirstAsync(),
                    CancellationToken.None
                );
        });

    [Fact]
    public void Behind_more_letters_than_a_queue_gives_out_nothing_passes_for_done() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 25; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note("no_rate"));
            var options = World.Quick with { MostInFlight = 20 };

            var purge = await Assert.ThrowsAsync<QueueException>(() =>
                new Purge(world.Letters, world.Ports(), options).RunAsync(
                    new() { Codes = ["too_old"] },
                    among: null,
                    export: null,
                    World.Alice,
                    progress: null,
                    CancellationToken.None
                )
            );
            var replay = await Assert.ThrowsAsync<QueueException>(() =>
                new Replay(world.Letters, world.Ports(), options).RunAsync(
                    new() { Select = new() { Codes = ["too_old"] } },
                    World.Alice,
                    null,
                    CancellationToken.None
                )
            );

            Assert.Equal(
                "events-dlq gives out no more than 20 messages at once, and as many lie before the rest. Replay or purge some of them first.",
                purge.Message
            );
            Assert.Equal(purge.Message, replay.Message);
            Assert.All(
                await world.Log.ListAsync(CancellationToken.None).ToListAsync(),
                record => Assert.Equal(Outcomes.Interrupted, record.Outcome)
            );
        });

    [Fact]
    public void What_is_not_written_is_not_deleted() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());

            await Assert.ThrowsAsync<IOException>(() =>
                PurgeAsync(world, export: _ => throw new IOException("No space left on device."))
            );

            Assert.Single(world.DeadLetters.Snapshot());
            var record = await world.Log.ListAsync(CancellationToken.None).SingleAsync();
            Assert.Equal((Outcomes.Interrupted, "No space left on device."), (record.Outcome, record.Error));
        });

    private static Task<PurgeReport> PurgeAsync(
        World world,
        IReadOnlySet<string>? among = null,
        Life? life = null,
        Action<PurgeReport>? progress = null,
        Func<IReadOnlyList<Letter>, Task>? export = null,
        CancellationToken stop = default
    ) =>
        new Purge(world.Letters, world.Ports(life), World.Quick).RunAsync(
            new(),
            among,
            export,
            World.Alice,
            progress,
            stop
        );
}
