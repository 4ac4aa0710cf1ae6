using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Tables;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class QueueLockTests
{
    [Fact]
    public void It_is_the_holder_who_is_named_and_other_queues_are_free() =>
        World.Run(async world =>
        {
            var other = new DeadLetterQueue("other-dlq", world.Letters.Sources);
            await WriteAsync(world, "alice", world.Letters, Outcomes.Running);
            await WriteAsync(world, "carol", world.Letters, Outcomes.Done);
            await WriteAsync(world, "bob", other, Outcomes.Running);
            var locks = new QueueLocks(world.Table, world.Log, world.Ports().Randomness, world.Clock);
            await using var held = await locks.AcquireAsync(world.Letters, CancellationToken.None);

            var refused = await Assert.ThrowsAsync<OperationRefusedException>(() =>
                locks.AcquireAsync(world.Letters, CancellationToken.None)
            );
            await using var free = await locks.AcquireAsync(other, CancellationToken.None);

            Assert.StartsWith("alice on desk", refused.Message, StringComparison.Ordinal);
            Assert.True(free.IsHeld);
        });

    [Fact]
    public void A_lock_that_cannot_be_given_back_does_not_undo_what_is_done() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());
            var ports = world.Ports() with
            {
                Table = world.Table.Before<TableCall.Put>(put =>
                    put.Write.Item.Key.Partition.StartsWith("LOCK#", StringComparison.Ordinal)
                    && world.DeadLetters.Snapshot().Count == 0
                        ? throw new TableException(TableErrors.Throttled, "By the test.")
                        : Task.CompletedTask
                ),
            };

            var report = await new Replay(world.Letters, ports, World.Quick).RunAsync(
                new(),
                World.Alice,
                null,
                CancellationToken.None
            );

            Assert.Equal((1, Outcomes.Done), (report.Counts.Replayed, report.Record.Outcome));
        });

    private static async Task WriteAsync(World world, string name, DeadLetterQueue queue, string outcome)
    {
        await world.Log.WriteAsync(
            world.Log.Begin(Replay.Operation, queue.Name, new Operator(name, "desk")) with
            {
                Outcome = outcome,
            },
            CancellationToken.None
        );
        await Task.Delay(TimeSpan.FromSeconds(1), world.Clock);
    }
}
