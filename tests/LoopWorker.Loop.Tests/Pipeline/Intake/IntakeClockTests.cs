using LoopWorker.Core.Telemetry;
using LoopWorker.Loop.Locations;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Intake;
using LoopWorker.Loop.Telemetry;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

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

    // Only once it was right is it told of again; a little better is not right.
    [Theory]
    [InlineData(0, 2)]
    [InlineData(45, 1)]
    public void A_clock_that_was_right_in_between_is_told_of_again(int secondsBetween, int told) =>
        Rig.Run(async rig =>
        {
            var logger = new ListLogger<PipelineLog>();
            var ahead = TimeSpan.FromMinutes(10);
            rig.StartWorker(
                wrapQueue: queue => Ahead(queue, () => ahead),
                observers: [new PipelineLog(logger, new RepeatedLines(rig.Clock))]
            );
            foreach (var seconds in new[] { 600, secondsBetween, 600 })
            {
                ahead = TimeSpan.FromSeconds(seconds);
                await rig.SendAsync(At($"g{rig.Settled.Count}", Make.Now));
                await rig.DrainAsync();
                // Lines that repeat are put together for a while.
                await Task.Delay(TimeSpan.FromHours(2), rig.Clock);
            }
            Assert.Equal(told, logger.Lines.Count(line => line.Event == EventIds.ClockSkewed));
        });

    [Fact]
    public void Time_in_hand_is_no_skew_and_of_two_sendings_the_later_one_counts()
    {
        var time = new VirtualClock(Make.Now);
        var source = Make.SourceNamed("events");
        var original = new ReceivedMessage("m", "h", "body") { SentAt = Make.Now };
        var routed = original with { SentAt = Make.Now + TenMinutes, FirstReceivedAt = Make.Now - TenMinutes };
        var taken = new Lease(TimeSpan.FromHours(1), time, since: time.GetTimestamp() - TenMinutes.Ticks);
        var skews = new List<TimeSpan>();
        var clock = new IntakeClock(new PipelineOptions(), new SkewObserver(skews), time);
        Assert.Equal(
            Make.Now + TenMinutes,
            clock.NowFor(new Delivery(routed, source, taken, new Origin(source, original)))
        );
        Assert.Empty(skews);
        Assert.Equal(
            Make.Now + TenMinutes,
            clock.NowFor(new Delivery(original, source, taken, new Origin(source, routed)))
        );
    }

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

    private sealed class SkewObserver(List<TimeSpan> skews) : IPipelineObserver
    {
        public void OnClockSkewed(Source source, TimeSpan skew) => skews.Add(skew);
    }

    private static IQueue Ahead(IQueue queue, TimeSpan span) => Ahead(queue, () => span);

    // The queue's clock is so far ahead of the worker's.
    private static IQueue Ahead(IQueue queue, Func<TimeSpan> span) =>
        queue.On(
            async (QueueCall.Receive call, IQueue next) =>
                (IReadOnlyList<ReceivedMessage>)
                    [
                        .. (await call.MakeAsync(next)).Select(message =>
                            message with
                            {
                                SentAt = message.SentAt + span(),
                                FirstReceivedAt = message.FirstReceivedAt + span(),
                            }
                        ),
                    ]
        );
}
