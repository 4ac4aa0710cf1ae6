using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Types.GeofenceCrossings;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Telemetry;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Intake;

/// <summary>A worker whose clock and whose queue's clock differ.</summary>
public sealed class IntakeClockTests
{
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_worker_whose_clock_is_behind_takes_fresh_events(bool routes) =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapQueue: queue => Ahead(queue, TenMinutes), routes: routes);
            await rig.SendAsync(At("g1", Make.Now + TenMinutes));
            await rig.DrainAsync();
            Assert.Contains(Outcomes.Applied, rig.Outcomes());
            Assert.Empty(rig.FailureNotes());
        });

    [Fact]
    public void What_is_in_the_future_by_both_clocks_is_a_dead_letter() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapQueue: queue => Ahead(queue, TenMinutes));
            await rig.SendAsync(At("g1", Make.Now + TenMinutes + TimeSpan.FromMinutes(6)));
            await rig.DrainAsync();
            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal(FailureCodes.InvalidField, note.Code);
            Assert.Contains("360 s in the future", note.Detail, StringComparison.Ordinal);
        });

    [Fact]
    public void A_clock_that_is_ahead_counts_as_before() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(wrapQueue: queue => Ahead(queue, -TenMinutes));
            await rig.SendAsync(At("g1", Make.Now));
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Applied], rig.Outcomes());
        });

    [Fact]
    public void By_a_clock_that_is_set_by_hand_the_queues_do_not_count() =>
        Rig.Run(async rig =>
        {
            var logger = new ListLogger<PipelineLog>();
            rig.StartWorker(
                new PipelineOptions { ClockIsSetByHand = true },
                wrapQueue: queue => Ahead(queue, TimeSpan.FromDays(300)),
                observers: [new PipelineLog(logger, new RepeatedLines(rig.Clock))]
            );
            await rig.SendAsync(At("g1", Make.Now), At("g2", Make.Now + TenMinutes));
            await rig.DrainAsync();
            Assert.Equal(FailureCodes.InvalidField, Assert.Single(rig.FailureNotes()).Code);
            Assert.DoesNotContain(logger.Lines, line => line.Event == EventIds.ClockSkewed);
        });

    [Theory]
    [InlineData(600, "600 s behind")]
    [InlineData(-600, "600 s ahead of")]
    [InlineData(45, null)]
    [InlineData(-45, null)]
    public void A_clock_that_is_far_off_is_told_of_once(int queueIsAhead, string? told) =>
        Rig.Run(async rig =>
        {
            var logger = new ListLogger<PipelineLog>();
            rig.StartWorker(
                wrapQueue: queue => Ahead(queue, TimeSpan.FromSeconds(queueIsAhead)),
                observers: [new PipelineLog(logger, new RepeatedLines(rig.Clock))]
            );
            for (var i = 0; i < 30; i++)
                await rig.SendAsync(At($"g{i}", Make.Now));
            await rig.DrainAsync();
            var lines = logger.Lines.Where(line => line.Event == EventIds.ClockSkewed).ToList();
            if (told is null)
                Assert.Empty(lines);
            else
                Assert.Contains(told, Assert.Single(lines).Text, StringComparison.Ordinal);
        });

    [Fact]
    public void Only_a_first_receive_tells_how_far_a_clock_is_off()
    {
        var message = new ReceivedMessage("m", "h", "body") { FirstReceivedAt = Make.Now };
        Assert.Equal(TenMinutes, IntakeClock.SkewOf(message, Make.Now + TenMinutes));
        Assert.Null(IntakeClock.SkewOf(message with { ReceiveCount = 2 }, Make.Now + TenMinutes));
        // Some emulators do not say when.
        Assert.Null(IntakeClock.SkewOf(message with { FirstReceivedAt = default }, Make.Now));
    }

    private static GeofenceCrossing At(string id, DateTimeOffset time) => Make.Crossing(Transition.Enter, id, at: time);

    // The queue's clock is so far ahead of the worker's.
    private static IQueue Ahead(IQueue queue, TimeSpan span) =>
        queue.On(
            async (QueueCall.Receive call, IQueue next) =>
                (IReadOnlyList<ReceivedMessage>)
                    [
                        .. (await call.MakeAsync(next)).Select(message =>
                            message with
                            {
                                SentAt = message.SentAt + span,
                                FirstReceivedAt = message.FirstReceivedAt + span,
                            }
                        ),
                    ]
        );
}
