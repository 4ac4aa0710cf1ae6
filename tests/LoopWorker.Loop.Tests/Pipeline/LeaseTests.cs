using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline;

public sealed class LeaseTests
{
    [Fact]
    public void A_commit_longer_than_the_visibility_timeout_is_done_once_and_its_message_settled_once() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var stuck = new StuckTable(rig.Table);
            var watched = new WatchedTable(stuck);
            rig.StartWorker(wrapTable: _ => watched);
            await rig.SendAsync(Make.Sale("t1"));
            await Task.Delay(10 * Rig.VisibilityTimeout, rig.Clock);
            Assert.Equal(new QueueDepth(0, 1, 0), await rig.Events.GetDepthAsync(CancellationToken.None));
            stuck.Release();
            await rig.DrainAsync();
            Assert.Single(watched.Asked);
            Assert.Equal([Outcomes.Captured], rig.Settled.Select(entry => entry.Outcome));
            Assert.Single(rig.NotificationIds());
        });

    [Fact]
    public void What_waits_in_its_lane_is_kept_too() =>
        Rig.Run(async rig =>
        {
            var stuck = new StuckTable(rig.Table);
            rig.StartWorker(wrapTable: _ => stuck);
            await rig.SendAsync(Enumerable.Range(0, 40).Select(i => (LoopEvent)Make.Yield($"y{i}", "u1")));
            await Task.Delay(10 * Rig.VisibilityTimeout, rig.Clock);
            Assert.Equal(new QueueDepth(0, 40, 0), await rig.Events.GetDepthAsync(CancellationToken.None));
            stuck.Release();
            await rig.DrainAsync();
            Assert.Equal(40, rig.Settled.Count(entry => entry.Outcome == Outcomes.Applied));
            Assert.Equal(40, rig.Settled.Count);
        });

    [Fact]
    public void Work_stops_before_its_commit_when_its_lease_is_lost() =>
        Rig.Run(async rig =>
        {
            var stuck = new StuckTable(rig.Table);
            var watched = new WatchedTable(stuck);
            rig.StartWorker(wrapTable: _ => watched, wrapQueue: Unextendable);
            // One transaction is begun, with ten of the user's events; the others wait in their lane.
            await rig.SendAsync(Enumerable.Range(0, 15).Select(i => (LoopEvent)Make.Yield($"y{i}", "u1")));
            await Task.Delay(Rig.VisibilityTimeout, rig.Clock);
            Assert.Equal(15, (await rig.Events.GetDepthAsync(CancellationToken.None)).Visible);
            stuck.Release();
            await Task.Delay(TimeSpan.FromSeconds(10), rig.Clock);
            Assert.Equal(10, Assert.Single(watched.Asked).Count);
            Assert.Equal(5, rig.Settled.Count(entry => entry.Outcome == nameof(Settled.Lost)));

            rig.StartWorker();
            await rig.DrainAsync();
            Assert.Equal(15UL, (await rig.ContextAsync("u1")).Memory.Applied);
        });

    private static IQueue Unextendable(IQueue queue)
    {
        var closed = false;
        return queue
            .Before<QueueCall.ChangeVisibility>(_ =>
                throw new QueueException(QueueErrors.ServiceUnavailable, "By the test.")
            )
            .On(
                async (QueueCall.Receive call, IQueue next) =>
                {
                    // What comes back after its visibility timeout is not for this worker.
                    if (closed)
                        return await Never<IReadOnlyList<ReceivedMessage>>(call.Cancellation);
                    var received = await call.MakeAsync(next);
                    closed = received.Count < QueueLimits.BatchEntries;
                    return received;
                }
            );
    }

    private static async Task<T> Never<T>(CancellationToken cancellation)
    {
        var never = new TaskCompletionSource<T>();
        using (cancellation.Register(() => never.TrySetCanceled(cancellation)))
            return await never.Task;
    }
}
