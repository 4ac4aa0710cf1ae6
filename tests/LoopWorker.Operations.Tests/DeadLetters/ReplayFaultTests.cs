using System.Text.Json.Nodes;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Purging;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

/// <summary>Replays of which something fails, or that something else interferes with.</summary>
public sealed class ReplayFaultTests
{
    private static readonly EntryError Refusal = new("InvalidMessageContents", "By the test.", SenderFault: true);
    private static readonly EntryError Away = new("InternalError", "By the test.", SenderFault: false);

    [Fact]
    public void What_the_source_refuses_stays_with_the_reason() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 3; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());

            var report = await ReplayAsync(world, Refusing("y1"));

            Assert.Equal((2, 1), (report.Counts.Replayed, report.Counts.Stayed[HoldingReasons.Refused]));
            Assert.Equal(Outcomes.PartlyDone, report.Record.Outcome);
            Assert.Equal(["y1"], Ids(world.DeadLetters));
        });

    [Fact]
    public void In_a_FIFO_queue_what_stands_behind_one_that_cannot_be_sent_stays_too_and_all_keep_their_order() =>
        World.Run(
            async world =>
            {
                for (var i = 0; i < 4; i++)
                    await world.AddAsync(World.Yield($"y{i}"), World.Note(i == 1 ? "no_rate" : "retries_exhausted"));
                await world.AddAsync(World.Yield("other"), World.Note(), "h");

                var report = await ReplayAsync(world, Refusing("y0", Away), new() { Codes = ["retries_exhausted"] });

                Assert.Equal(
                    (1, 1, 2, 1),
                    (
                        report.Counts.Replayed,
                        report.Counts.Stayed[HoldingReasons.Refused],
                        report.Counts.Stayed[HoldingReasons.Behind],
                        report.Counts.NotChosen
                    )
                );
                Assert.Equal(["y0", "y1", "y2", "y3"], Ids(world.DeadLetters));
                Assert.Equal(["other"], Ids(world.Events));
            },
            fifo: true
        );

    [Fact]
    public void In_a_FIFO_queue_all_is_seen_and_moved_once_however_slowly_it_goes() =>
        World.Run(
            async world =>
            {
                for (var i = 0; i < 24; i++)
                    await world.AddAsync(World.Yield($"y{i:D2}"), World.Note(i == 0 ? "no_rate" : "retries_exhausted"));

                // In all, longer than a FIFO queue remembers what was sent.
                var report = await ReplayAsync(
                    world,
                    queue =>
                        queue.Before<QueueCall.Send>(_ =>
                            queue.Name == world.Events.Name
                                ? Task.Delay(TimeSpan.FromSeconds(40), world.Clock)
                                : Task.CompletedTask
                        ),
                    new() { Codes = ["retries_exhausted"] }
                );

                Assert.Equal((23, 1), (report.Counts.Replayed, report.Counts.NotChosen));
                Assert.Equal(["y00"], Ids(world.DeadLetters));
                Assert.Equal(Enumerable.Range(1, 23).Select(i => $"y{i:D2}"), Ids(world.Events));
            },
            fifo: true
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Several_calls_send_at_once_but_never_into_a_FIFO_queue(bool fifo) =>
        World.Run(
            async world =>
            {
                for (var i = 0; i < 100; i++)
                    await world.AddAsync(World.Yield($"y{i}"), World.Note(), $"g{i % 20}");
                var (now, most) = (0, 0);

                var report = await ReplayAsync(
                    world,
                    queue =>
                        queue.On(
                            async (QueueCall.Send call, IQueue next) =>
                            {
                                most = Math.Max(most, ++now);
                                await Task.Delay(TimeSpan.FromMilliseconds(100), world.Clock);
                                now--;
                                return await call.MakeAsync(next);
                            }
                        )
                );

                Assert.Equal(100, report.Counts.Replayed);
                Assert.InRange(most, fifo ? 1 : 2, fifo ? 1 : 8);
            },
            fifo: fifo
        );

    [Fact]
    public void One_that_was_refused_and_moved_does_not_pass_for_replayed_when_the_replay_is_killed_and_resumed() =>
        World.Run(
            async world =>
            {
                await world.AddAsync(World.Yield("y0"), World.Note());
                await world.AddAsync(World.Yield("y1"), World.Note(), "h");
                var first = world.DeadLetters.Snapshot().Single(message => IdOf(message) == "y0").MessageId;
                var life = new Life();
                var ports = world.Ports(life);
                var replay = new Replay(
                    world.Letters,
                    ports with
                    {
                        Queues = new WrappedQueues(
                            ports.Queues,
                            queue =>
                                Refusing("y0")(queue)
                                    .On(
                                        async (QueueCall.Delete call, IQueue next) =>
                                        {
                                            var result = await call.MakeAsync(next);
                                            if (world.DeadLetters.Snapshot() is [var left] && left.MessageId != first)
                                                life.End();
                                            return result;
                                        }
                                    )
                        ),
                    },
                    World.Quick
                );
                // It dies when the letter is at the end of its group, before anything more is recorded.
                await Task.WhenAny(
                    replay.RunAsync(new(), World.Alice, null, CancellationToken.None),
                    Task.Delay(TimeSpan.FromMinutes(2), world.Clock)
                );

                var report = await new Replay(world.Letters, PortsWith(world, Refusing("y0")), World.Quick).ResumeAsync(
                    null,
                    null,
                    CancellationToken.None
                );

                Assert.Equal((1, 1), (report.Counts.Replayed, report.Counts.Stayed[HoldingReasons.Refused]));
                Assert.Equal(["y0", "y1"], Ids(world.DeadLetters).Concat(Ids(world.Events)));
            },
            fifo: true
        );

    [Fact]
    public void What_is_sent_and_cannot_be_deleted_is_told_and_does_not_count_as_replayed() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 3; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());

            var report = await ReplayAsync(
                world,
                queue =>
                    queue.On(
                        async Task<IReadOnlyList<EntryOutcome>> (QueueCall.Delete call, IQueue next) =>
                            [new EntryOutcome(Refusal), .. (await call.MakeAsync(next)).Skip(1)]
                    )
            );

            Assert.Equal((Outcomes.PartlyDone, 3), (report.Record.Outcome, world.Events.Snapshot().Count));
            Assert.Equal(3, report.Counts.Replayed + report.Counts.Undeleted);
            Assert.InRange(report.Counts.Undeleted, 1, 3);
            Assert.Equal(report.Counts.Undeleted, ReplayState.FromDetails(report.Record.Details)!.Counts.Undeleted);
        });

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    public void At_the_maximum_what_was_received_ahead_is_given_back_however_late_it_comes(int maximum) =>
        World.Run(async world =>
        {
            for (var i = 0; i < 300; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());

            var report = await ReplayAsync(
                world,
                queue =>
                    queue.On(
                        async (QueueCall.Receive call, IQueue next) =>
                        {
                            var received = await call.MakeAsync(next);
                            await Task.Delay(TimeSpan.FromSeconds(3), world.Clock);
                            return received;
                        }
                    ),
                maximum: maximum
            );
            await Task.Delay(TimeSpan.FromSeconds(4), world.Clock);

            Assert.Equal(maximum, report.Counts.Replayed);
            Assert.Equal(
                new QueueDepth(300 - maximum, 0, 0),
                await world.DeadLetters.GetDepthAsync(CancellationToken.None)
            );
        });

    [Theory]
    [InlineData(1_100)]
    [InlineData(20)]
    public void Whoever_has_lost_the_lock_sends_no_further_window_and_leaves_the_record_alone(int letters) =>
        World.Run(async world =>
        {
            for (var i = 0; i < letters; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            var (sent, before) = (0, (AuditRecord?)null);
            var replay = new Replay(
                world.Letters,
                PortsWith(
                    world,
                    queue =>
                        queue.Before<QueueCall.Delete>(async _ =>
                        {
                            if (before is not null)
                                return;
                            sent = world.Events.Snapshot().Count;
                            before = await RecordAsync(world);
                            await world.Table.DeleteAsync(
                                new Delete(new ItemKey("LOCK#dlq:events-dlq", "LOCK")),
                                CancellationToken.None
                            );
                        })
                ),
                World.Quick
            );

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                replay.RunAsync(new(), World.Alice, null, CancellationToken.None)
            );

            Assert.InRange(sent, 1, 600);
            Assert.Equal(sent, world.Events.Snapshot().Count);
            Assert.Equal(before!.ToJson(), (await RecordAsync(world)).ToJson());
            Assert.Equal(Outcomes.Running, before.Outcome);
        });

    [Fact]
    public void The_record_says_what_stopped_it_and_how_far_it_was_and_it_can_be_resumed() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 6; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            var sends = 0;
            var replay = new Replay(
                world.Letters,
                PortsWith(
                    world,
                    queue =>
                        queue.Before<QueueCall.Send>(_ =>
                            ++sends > 3 ? throw new QueueException("Broken", "No more today.") : Task.CompletedTask
                        )
                ),
                World.Quick
            );

            await Assert.ThrowsAsync<QueueException>(() =>
                replay.RunAsync(new() { Rate = 1 }, World.Alice, null, CancellationToken.None)
            );

            var record = await RecordAsync(world);
            Assert.Equal((Outcomes.Interrupted, "No more today."), (record.Outcome, record.Error));
            Assert.NotNull(record.EndedAt);
            Assert.Equal(3, ReplayState.FromDetails(record.Details)!.Counts.Replayed);
            var resumed = await world.Replay().ResumeAsync(record.Id, null, CancellationToken.None);
            Assert.Equal((6, Outcomes.Done), (resumed.Counts.Replayed, resumed.Record.Outcome));
            Assert.Equal((record.Id, null), (resumed.Record.Id, resumed.Record.Error));
        });

    [Fact]
    public void Only_the_replay_that_is_named_and_of_this_queue_is_resumed_and_a_refusal_leaves_the_queue_free() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y1"), World.Note());
            var details = new ReplayState { Request = new() }.ToDetails();
            foreach (var subject in new[] { "events-dlq", "another-dlq" })
                await world.Log.WriteAsync(
                    world.Log.Begin(Replay.Operation, subject, World.Alice) with
                    {
                        Details = details,
                        Outcome = subject == "events-dlq" ? Outcomes.Done : Outcomes.Interrupted,
                    },
                    CancellationToken.None
                );

            foreach (var id in new[] { null, "0123abcd" })
                await Assert.ThrowsAsync<OperationRefusedException>(() =>
                    world.Replay().ResumeAsync(id, null, CancellationToken.None)
                );

            await world.Log.WriteAsync(
                world.Log.Begin(Replay.Operation, "events-dlq", World.Alice) with
                {
                    Details = details,
                },
                CancellationToken.None
            );
            await Assert.ThrowsAsync<OperationRefusedException>(() =>
                world.Replay().ResumeAsync("0123abcd", null, CancellationToken.None)
            );
            Assert.Equal(1, (await world.ReplayAsync()).Counts.Replayed);
        });

    [Fact]
    public void A_queue_that_would_move_what_is_looked_at_is_neither_replayed_nor_purged() =>
        World.Run(async world =>
        {
            await world.Events.SendAsync([new("x")], CancellationToken.None);
            var queue = new DeadLetterQueue(world.Events.Name, [new LetterSource("x", null)]);
            await Assert.ThrowsAsync<OperationRefusedException>(() =>
                new Replay(queue, world.Ports(), World.Quick).RunAsync(new(), World.Alice, null, CancellationToken.None)
            );
            await Assert.ThrowsAsync<OperationRefusedException>(() =>
                new Purge(queue, world.Ports(), World.Quick).RunAsync(
                    new(),
                    among: null,
                    export: null,
                    World.Alice,
                    progress: null,
                    CancellationToken.None
                )
            );
            Assert.Equal(0, world.Events.Snapshot()[0].ReceiveCount);
        });

    private static async Task<AuditRecord> RecordAsync(World world) =>
        Assert.Single(await world.Log.ListAsync(CancellationToken.None).ToListAsync());

    private static OperationPorts PortsWith(World world, Func<IQueue, IQueue> wrap) =>
        world.Ports() with
        {
            Queues = new WrappedQueues(world.Queues, wrap),
        };

    private static Task<ReplayReport> ReplayAsync(
        World world,
        Func<IQueue, IQueue> wrap,
        LetterSelection? select = null,
        int? maximum = null
    ) =>
        new Replay(world.Letters, PortsWith(world, wrap), World.Quick).RunAsync(
            new() { Select = select ?? new(), Max = maximum },
            World.Alice,
            null,
            CancellationToken.None
        );

    // The source takes all but the event with an id.
    private static Func<IQueue, IQueue> Refusing(string id, EntryError? error = null) =>
        queue =>
            queue.On(
                async Task<IReadOnlyList<SendOutcome>> (QueueCall.Send call, IQueue next) =>
                {
                    if (queue.Name.StartsWith("events-dlq", StringComparison.Ordinal))
                        return await call.MakeAsync(next);
                    var outcomes = new List<SendOutcome>();
                    foreach (var message in call.Messages)
                        outcomes.Add(
                            IdOf(message.Body) == id
                                ? new SendOutcome(null, error ?? Refusal)
                                : (await next.SendAsync([message], CancellationToken.None))[0]
                        );
                    return outcomes;
                }
            );

    // In the order in which they lie there.
    private static List<string> Ids(Queues.InMemory.InMemoryQueue queue) =>
        [.. queue.Snapshot().OrderBy(message => message.SequenceNumber, StringComparer.Ordinal).Select(IdOf)];

    private static string IdOf(ReceivedMessage message) => IdOf(message.Body);

    private static string IdOf(string body) => JsonNode.Parse(body)!["data"]!["event_id"]!.GetValue<string>();
}
