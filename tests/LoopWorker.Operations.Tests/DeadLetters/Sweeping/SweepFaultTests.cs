using LoopWorker.Core;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters.Sweeping;

/// <summary>Sweeps of queues that fail, are slow, or are full.</summary>
public sealed class SweepFaultTests
{
    private static readonly EntryOutcome Failed = new(new EntryError("InternalError", "By the test.", false));

    [Fact]
    public void Only_what_was_not_deleted_is_deleted_again_and_what_cannot_be_is_told() =>
        World.Run(async world =>
        {
            await AddAsync(world, 3);
            var (calls, last) = (0, "");
            var queue = world.DeadLetters.On(
                async Task<IReadOnlyList<EntryOutcome>> (QueueCall.Delete call, IQueue next) =>
                {
                    if (++calls == 1)
                        throw new QueueException(QueueErrors.InternalError, "By the test.");
                    if (calls == 2)
                        last = call.ReceiptHandles[2];
                    var outcomes = await call.MakeAsync(next);
                    return
                    [
                        .. outcomes.Select(
                            (outcome, i) => call.ReceiptHandles[i] == last || (calls == 2 && i == 0) ? Failed : outcome
                        ),
                    ];
                }
            );
            await using var sweep = Sweep(world, queue);
            var ids = (await sweep.NextAsync(CancellationToken.None)).Select(message => message.MessageId).ToList();

            var deleted = await sweep.DeleteAsync(ids, CancellationToken.None);

            Assert.Equal(ids.Take(2), deleted);
            Assert.Equal((1, 4), (sweep.Undeleted, calls));
        });

    [Fact]
    public void What_could_not_be_deleted_is_deleted_when_it_comes_again() =>
        World.Run(async world =>
        {
            await AddAsync(world, 3);
            var isAway = true;
            var queue = world.DeadLetters.Before<QueueCall.Delete>(_ =>
                isAway ? throw new QueueException(QueueErrors.InternalError, "By the test.") : Task.CompletedTask
            );
            await using var sweep = Sweep(world, queue);
            var seen = await sweep.NextAsync(CancellationToken.None);
            Assert.Empty(await sweep.DeleteAsync(seen.Select(message => message.MessageId), CancellationToken.None));
            Assert.Equal(3, sweep.Undeleted);

            isAway = false;
            await Task.Delay(World.Quick.VisibilityTimeout, world.Clock);
            Assert.Empty(await sweep.NextAsync(CancellationToken.None));

            Assert.Equal(0, sweep.Undeleted);
            Assert.Empty(world.DeadLetters.Snapshot());
        });

    [Fact]
    public void What_was_seen_and_comes_again_does_not_hide_what_was_not() =>
        World.Run(async world =>
        {
            await AddAsync(world, 12);
            IReadOnlyList<ReceivedMessage> first = [];
            var calls = 0;
            var queue = world.DeadLetters.On(
                async (QueueCall.Receive call, IQueue next) => ++calls == 2 ? first : await call.MakeAsync(next)
            );
            await using var sweep = new QueueSweep(
                queue,
                World.Quick with
                {
                    CallsAtOnce = 1,
                },
                Randomness.Seeded(1),
                world.Clock
            );

            first = await sweep.NextAsync(CancellationToken.None);

            Assert.Equal(10, first.Count);
            Assert.Equal(2, (await sweep.NextAsync(CancellationToken.None)).Count);
            Assert.Equal((12, 3), (sweep.Seen, calls));
        });

    [Fact]
    public void No_more_receives_are_under_way_at_once_than_is_allowed() =>
        World.Run(async world =>
        {
            await AddAsync(world, 200);
            var (now, most) = (0, 0);
            var queue = world.DeadLetters.On(
                async (QueueCall.Receive call, IQueue next) =>
                {
                    most = Math.Max(most, ++now);
                    await Task.Delay(TimeSpan.FromMilliseconds(10), world.Clock);
                    now--;
                    return await call.MakeAsync(next);
                }
            );
            await using var sweep = new QueueSweep(
                queue,
                World.Quick with
                {
                    CallsAtOnce = 3,
                },
                Randomness.Seeded(1),
                world.Clock
            );
            while (await sweep.NextAsync(CancellationToken.None) is { Count: > 0 }) { }

            Assert.Equal((200, 3), (sweep.Seen, most));
        });

    [Fact]
    public void However_late_answers_come_nobody_else_gets_what_is_held() =>
        World.Run(async world =>
        {
            await AddAsync(world, 5);
            var queue = world.DeadLetters.On(
                async (QueueCall.Receive call, IQueue next) =>
                {
                    var received = await call.MakeAsync(next);
                    await Task.Delay(TimeSpan.FromSeconds(12), world.Clock);
                    return received;
                }
            );
            await using var sweep = Sweep(world, queue);
            await sweep.NextAsync(CancellationToken.None);

            for (var second = 0; second < 300; second++)
            {
                Assert.Empty(await world.DeadLetters.ReceiveAsync(new(), CancellationToken.None));
                await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
            }
        });

    [Fact]
    public void Of_a_queue_that_gives_out_no_more_at_once_what_it_gave_is_looked_through_and_the_rest_told() =>
        World.Run(async world =>
        {
            await AddAsync(world, 50);
            var given = 0;
            var ports = world.Ports() with
            {
                Queues = new WrappedQueues(
                    world.Queues,
                    queue =>
                        queue.On(
                            async (QueueCall.Receive call, IQueue next) =>
                            {
                                if (given >= 30)
                                    throw new QueueException(QueueErrors.OverLimit, "By the test.");
                                var received = await call.MakeAsync(next);
                                given += received.Count;
                                return received;
                            }
                        )
                ),
            };

            var result = await new LetterSearch(world.Letters, ports, World.Quick).RunAsync(
                new(),
                int.MaxValue,
                _ => Task.CompletedTask,
                CancellationToken.None
            );

            Assert.Equal((30, 30, 20L), (result.Seen, result.Found, result.Unseen));
            Assert.Equal(new QueueDepth(50, 0, 0), await world.DeadLetters.GetDepthAsync(CancellationToken.None));
        });

    [Fact]
    public void What_a_replay_holds_itself_is_not_waited_for_as_others_are() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y0"), World.Note());
            await world.DeadLetters.ReceiveAsync(
                new() { VisibilityTimeout = TimeSpan.FromSeconds(5) },
                CancellationToken.None
            );
            for (var i = 0; i < 20; i++)
                await world.AddAsync(World.Yield($"n{i}"), World.Note("no_rate"));
            var begun = world.Clock.GetTimestamp();

            var report = await world.ReplayAsync(new() { Select = new() { Codes = ["retries_exhausted"] } });

            Assert.Equal((1, 20), (report.Counts.Replayed, report.Counts.NotChosen));
            Assert.True(world.Clock.GetElapsedTime(begun) < TimeSpan.FromSeconds(15));
        });

    private static async Task AddAsync(World world, int letters)
    {
        for (var i = 0; i < letters; i++)
            await world.AddAsync(World.Yield($"y{i}"), World.Note());
    }

    private static QueueSweep Sweep(World world, IQueue queue) =>
        new(queue, World.Quick, Randomness.Seeded(1), world.Clock);
}
