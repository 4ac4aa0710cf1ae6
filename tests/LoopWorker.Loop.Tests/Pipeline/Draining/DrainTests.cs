using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Draining;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Queues;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Tests.Pipeline.Draining;

public sealed class DrainTests
{
    [Fact]
    public void The_report_tells_what_became_of_what_was_in_hand() =>
        Rig.Run(async rig =>
        {
            var stuck = new StuckTable(rig.Table);
            rig.StartWorker(wrapTable: _ => stuck);
            await rig.SendAsync(Enumerable.Range(0, 25).Select(i => (LoopEvent)Make.Yield($"y{i}", "u1")));
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            var work = rig.LatestWork;
            var stopping = rig.StopAsync();
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Clock);
            stuck.Release();
            await stopping;
            var report = await work;
            Assert.Equal((25, 10, 15, 0), (report.InHand, report.Completed, report.GivenBack, report.Left));
            Assert.InRange(report.Took, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(4));
            Assert.InRange(report.LeastHeadroom, 0.5, 0.9);
        });

    [Fact]
    public void What_is_not_finished_in_time_is_left_and_told() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(
                new PipelineOptions { DrainTimeout = TimeSpan.FromSeconds(8) },
                wrapTable: table => new StuckTable(table)
            );
            await rig.SendAsync(Enumerable.Range(0, 25).Select(i => (LoopEvent)Make.Yield($"y{i}", "u1")));
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            var work = rig.LatestWork;
            await rig.StopAsync();
            var report = await work;
            Assert.Equal((25, 0, 15, 10), (report.InHand, report.Completed, report.GivenBack, report.Left));
            Assert.Equal(TimeSpan.FromSeconds(8), report.Took);
            // It is renewed no more.
            await Task.Delay(2 * Rig.VisibilityTimeout, rig.Clock);
            Assert.Equal(new QueueDepth(25, 0, 0), await rig.Events.GetDepthAsync(CancellationToken.None));
        });

    [Fact]
    public void An_idle_worker_stops_at_once() =>
        Rig.Run(async rig =>
        {
            rig.StartWorker();
            await Task.Delay(TimeSpan.FromMinutes(1), rig.Clock);
            var work = rig.LatestWork;
            await rig.StopAsync();
            Assert.InRange((await work).Took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        });

    [Fact]
    public void What_is_lost_or_abandoned_counts_as_left()
    {
        var before = new Dictionary<Settled, int> { [Settled.Completed] = 5, [Settled.Lost] = 1 };
        var after = new Dictionary<Settled, int>
        {
            [Settled.Completed] = 7,
            [Settled.Lost] = 2,
            [Settled.Abandoned] = 3,
            [Settled.DeadLettered] = 1,
        };
        var report = DrainReport.Of(TimeSpan.FromSeconds(1), before, after, stillInHand: 4, leastHeadroom: 0.25);
        Assert.Equal(new DrainReport(TimeSpan.FromSeconds(1), 11, 2, 0, 0, 1, 8, 0.25), report);
    }
}
