using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class NativeMoveTests
{
    [Fact]
    public void All_letters_are_moved_to_their_source_and_the_record_says_how_many() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 3; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());

            var task = await MoveAsync(world, world.Queues);

            Assert.Equal((3L, "events"), (task.Moved, task.Destination));
            Assert.Equal(3, world.Events.Snapshot().Count);
            var record = Assert.Single(await world.Log.ListAsync(CancellationToken.None).ToListAsync());
            Assert.Equal((NativeMove.Operation, Outcomes.Done), (record.Operation, record.Outcome));
            Assert.Equal(
                """{"request":{"to":"events","rate":null},"counts":{"moved":3}}""",
                record.Details.ToJsonString()
            );
        });

    [Fact]
    public void It_is_waited_for_until_all_have_moved_and_told_meanwhile() =>
        World.Run(async world =>
        {
            var queues = new SlowMoves(world.Queues) { Left = 4 };
            var told = new List<long>();

            var task = await MoveAsync(world, queues, told.Add, perSecond: 7);

            Assert.Equal([0, 1, 2, 3], told);
            Assert.Equal((4L, true, 7), (task.Moved, task.Finished, queues.PerSecond));
        });

    [Fact]
    public void Stopped_it_stops_the_move() =>
        World.Run(async world =>
        {
            using var stop = new CancellationTokenSource();
            var queues = new SlowMoves(world.Queues) { Left = 100 };

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                MoveAsync(
                    world,
                    queues,
                    moved =>
                    {
                        if (moved == 2)
                            stop.Cancel();
                    },
                    cancellation: stop.Token
                )
            );

            Assert.True(queues.IsCancelled);
            var record = Assert.Single(await world.Log.ListAsync(CancellationToken.None).ToListAsync());
            Assert.Equal((Outcomes.Interrupted, null), (record.Outcome, record.Error));
        });

    [Fact]
    public void Letters_of_several_sources_are_not_moved_unless_it_is_said_where_to() =>
        World.Run(async world =>
        {
            var several = new DeadLetterQueue("events-dlq", [new("events", null), new("second", null)]);
            await Assert.ThrowsAsync<OperationRefusedException>(() =>
                new NativeMove(several, world.Ports()).RunAsync(null, null, World.Alice, null, CancellationToken.None)
            );
        });

    private static Task<MoveTask> MoveAsync(
        World world,
        IQueueService queues,
        Action<long>? progress = null,
        int? perSecond = null,
        CancellationToken cancellation = default
    ) =>
        new NativeMove(world.Letters, world.Ports() with { Queues = queues }).RunAsync(
            to: null,
            perSecond,
            World.Alice,
            progress,
            cancellation
        );

    // One message more at each look.
    private sealed class SlowMoves(IQueueService queues) : IQueueService
    {
        private int _moved;

        public required int Left { get; init; }

        public int? PerSecond { get; private set; }

        public bool IsCancelled { get; private set; }

        public Task<IQueue> OpenAsync(string name, CancellationToken cancellation) =>
            queues.OpenAsync(name, cancellation);

        public Task<IQueue> CreateAsync(QueueDefinition definition, CancellationToken cancellation) =>
            queues.CreateAsync(definition, cancellation);

        public Task ChangeAsync(QueueChange change, CancellationToken cancellation) =>
            queues.ChangeAsync(change, cancellation);

        public Task<MoveTask> StartMoveAsync(
            string deadLetterQueue,
            string? destination,
            int? perSecond,
            CancellationToken cancellation
        )
        {
            PerSecond = perSecond;
            return Task.FromResult(new MoveTask(deadLetterQueue, destination, 0, Left, Finished: false));
        }

        public Task<MoveTask> GetMoveAsync(string deadLetterQueue, CancellationToken cancellation) =>
            Task.FromResult(new MoveTask(deadLetterQueue, null, ++_moved, Left, Finished: _moved == Left));

        public Task CancelMoveAsync(string deadLetterQueue, CancellationToken cancellation)
        {
            IsCancelled = true;
            return Task.CompletedTask;
        }
    }
}
