using System.Runtime.CompilerServices;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Purging;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

/// <summary>However long a queue is, no letter is kept in memory for longer than its window.</summary>
public sealed class MemoryTests
{
    private const int Letters = 5_000;

    // What a window of a replay holds, and what is received ahead of it meanwhile; an answer of a sweep.
    private const int Window = 500 + 500;
    private const int Answer = 80;

    [Fact]
    public void A_replay_keeps_its_windows_only() =>
        RunAsync(
            async (world, ports, given) =>
            {
                var most = 0;
                var report = await new Replay(world.Letters, ports, new()).RunAsync(
                    new(),
                    World.Alice,
                    _ => most = Math.Max(most, given.CountAlive()),
                    CancellationToken.None
                );

                Assert.Equal((Letters, Letters), (report.Counts.Replayed, world.Events.Snapshot().Count));
                Assert.InRange(most, 1, 2 * Window);
            }
        );

    [Fact]
    public void A_replay_keeps_no_letters_that_are_not_chosen() =>
        RunAsync(
            async (world, ports, given) =>
            {
                var most = 0;
                var report = await new Replay(world.Letters, ports, new()).RunAsync(
                    new()
                    {
                        Select = new() { Where = "ends_with(event_id, '99')" },
                        Rate = 10,
                    },
                    World.Alice,
                    _ => most = Math.Max(most, given.CountAlive()),
                    CancellationToken.None
                );

                Assert.Equal((50, Letters - 50), (report.Counts.Replayed, report.Counts.NotChosen));
                Assert.InRange(most, 1, Window);
            }
        );

    [Fact]
    public void A_list_or_an_export_keeps_what_it_looks_at_only() =>
        RunAsync(
            async (world, ports, given) =>
            {
                var (most, bytes, number) = (0, 0L, 0);
                var groups = new LetterGroups();
                await new LetterSearch(world.Letters, ports, new()).RunAsync(
                    new(),
                    int.MaxValue,
                    letter =>
                    {
                        groups.Add(letter);
                        bytes += ExportedLetter.Of(letter).ToLine().Length;
                        if (++number % 1_000 == 0)
                            most = Math.Max(most, given.CountAlive());
                        return Task.CompletedTask;
                    },
                    CancellationToken.None
                );

                Assert.Equal(Letters, Assert.Single(groups.All).Count);
                Assert.True(bytes > Letters * 500);
                Assert.InRange(most, 1, 4 * Answer);
            }
        );

    [Fact]
    public void A_purge_keeps_what_it_deletes_only() =>
        RunAsync(
            async (world, ports, given) =>
            {
                var (most, exported) = (0, 0);
                var report = await new Purge(world.Letters, ports, new()).RunAsync(
                    new(),
                    among: null,
                    letters =>
                    {
                        if (exported / 1_000 != (exported += letters.Count) / 1_000)
                            most = Math.Max(most, given.CountAlive());
                        return Task.CompletedTask;
                    },
                    World.Alice,
                    progress: null,
                    CancellationToken.None
                );

                Assert.Equal((Letters, Letters), (report.Deleted, exported));
                Assert.InRange(most, 1, 4 * Answer);
            }
        );

    private static void RunAsync(Func<World, OperationPorts, GivenMessages, Task> test) =>
        World.Run(async world =>
        {
            var note = MessageAttribute.String(World.Note().ToJson());
            foreach (var numbers in Enumerable.Range(0, Letters).Chunk(QueueLimits.BatchEntries))
                await world.DeadLetters.SendAsync(
                    [
                        .. numbers.Select(i => new OutgoingMessage(
                            EventMessage.Of(World.Yield($"y{i}"), "ce", "/tests")
                        )
                        {
                            Attributes = new Dictionary<string, MessageAttribute> { ["loop-failure"] = note },
                        }),
                    ],
                    CancellationToken.None
                );
            var given = new GivenMessages();
            var ports = world.Ports() with { Queues = new WrappedQueues(world.Queues, given.Of) };
            await test(world, ports, given);
        });

    /// <summary>All messages that a queue has given out, without keeping them.</summary>
    private sealed class GivenMessages
    {
        private readonly List<WeakReference> _given = [];

        public IQueue Of(IQueue queue) =>
            queue.On(
                async (QueueCall.Receive call, IQueue next) =>
                {
                    var received = await call.MakeAsync(next);
                    Note(received);
                    return received;
                }
            );

        public int CountAlive()
        {
            GC.Collect();
            return _given.Count(message => message.IsAlive);
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void Note(IReadOnlyList<ReceivedMessage> received) =>
            _given.AddRange(received.Select(message => new WeakReference(message)));
    }
}
