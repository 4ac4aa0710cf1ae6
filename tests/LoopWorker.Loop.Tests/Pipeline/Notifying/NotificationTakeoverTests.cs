using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Pipeline.Notifying;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Pipeline.Notifying;

/// <summary>One replica has committed an event and not yet notified of it when another receives it again.</summary>
public sealed class NotificationTakeoverTests
{
    // Room for one message, so that a repeat goes to another replica.
    private static readonly PipelineOptions OneInHand = new() { MaxInFlight = 1, Receivers = 1 };

    [Fact]
    public void A_repeat_at_another_replica_waits_until_the_first_has_notified() =>
        Rig.Run(async rig =>
        {
            await CommitWithoutNotifyingAsync(rig, TimeSpan.FromSeconds(5));
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1"));
            await rig.DrainAsync();
            Assert.Equal(["yield:y1"], rig.NotificationIds());
            Assert.Equal([Outcomes.Applied, Outcomes.Duplicate], rig.Settled.Select(entry => entry.Outcome));
        });

    // By the time of day the marker stays as young as it was, so it is the wait that counts.
    [Theory]
    [InlineData(WallClock.Running, 3, 12)]
    [InlineData(WallClock.Standing, 3, 15)]
    [InlineData(WallClock.Running, 20, 0)]
    [InlineData(WallClock.Running, 0, 15)]
    public void A_repeat_notifies_in_the_place_of_a_replica_that_died(WallClock wallClock, int age, int wait) =>
        Rig.Run(
            async rig =>
            {
                await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan);
                rig.Kill();
                await Task.Delay(TimeSpan.FromSeconds(age), rig.Clock);
                rig.StartWorker();
                await rig.SendAsync(Make.Yield("y1"));
                var begun = rig.Clock.Elapsed;
                while (rig.NotificationIds().Count == 0)
                    await Task.Delay(TimeSpan.FromMilliseconds(50), rig.Clock);
                // Some chance, and the lingering of batches.
                Assert.InRange((rig.Clock.Elapsed - begun).TotalSeconds, wait - 0.5, wait + 3.5);
                await rig.DrainAsync();
                Assert.Equal(["yield:y1"], rig.NotificationIds());
                Assert.Equal([Outcomes.Duplicate, Outcomes.Duplicate], rig.Settled.Select(entry => entry.Outcome));
            },
            wallClock: wallClock
        );

    // DynamoDB deletes a marker long after its time: until then it is to be taken for gone.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_event_whose_marker_is_gone_or_over_while_its_repeat_waits_takes_effect(bool deleted) =>
        Rig.Run(async rig =>
        {
            var loopEvent = Make.Yield("y1");
            await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan);
            rig.Kill();
            rig.StartWorker();
            await rig.SendAsync(loopEvent);
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            Assert.Empty(rig.Settled);
            var marker = (await rig.ItemAsync(Keys.Marker(loopEvent)))!;
            if (deleted)
                await rig.Table.DeleteAsync(new Delete(marker.Key), CancellationToken.None);
            else
                await rig.Table.PutAsync(
                    new Put(marker.With(Attributes.TimeToLive, Make.Now.ToUnixTimeSeconds())),
                    CancellationToken.None
                );
            await Task.Delay(TimeSpan.FromSeconds(5), rig.Clock);
            Assert.Equal(["yield:y1"], rig.NotificationIds());
            Assert.Equal([nameof(Settled.Released), Outcomes.Applied], rig.Settled.Select(entry => entry.Outcome));
        });

    [Fact]
    public void Of_two_replicas_that_wait_one_takes_over() =>
        Rig.Run(async rig =>
        {
            await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan);
            rig.Kill();
            rig.StartWorker(OneInHand);
            rig.StartWorker(OneInHand);
            await rig.SendAsync(Make.Yield("y1"), Make.Yield("y1"));
            await rig.DrainAsync();
            Assert.Equal(["yield:y1"], rig.NotificationIds());
        });

    [Fact]
    public void On_its_last_receive_a_repeat_notifies_at_once_and_is_no_dead_letter() =>
        Rig.Run(async rig =>
        {
            await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan);
            await rig.SendAsync(Make.Yield("y1"));
            await UseUpReceivesAsync(rig, Rig.MaxReceiveCount - 1);
            rig.StartWorker();
            await Task.Delay(TimeSpan.FromSeconds(1), rig.Clock);
            Assert.Equal(["yield:y1"], rig.NotificationIds());
            Assert.Equal([Outcomes.Duplicate], rig.Settled.Select(entry => entry.Outcome));
            Assert.Empty(rig.DeadLetters.Snapshot());
            rig.KillOldest();
        });

    [Fact]
    public void On_its_last_receive_a_repeat_does_not_follow_another_that_waits() =>
        Rig.Run(async rig =>
        {
            await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan);
            rig.Kill();
            var receives = 1;
            rig.StartWorker(wrapQueue: queue =>
                queue.On(
                    async (QueueCall.Receive call, IQueue next) =>
                        (IReadOnlyList<ReceivedMessage>)
                            [
                                .. (await call.MakeAsync(next)).Select(message =>
                                    message with
                                    {
                                        ReceiveCount = receives,
                                    }
                                ),
                            ]
                )
            );
            await rig.SendAsync(Make.Yield("y1"));
            await Task.Delay(TimeSpan.FromSeconds(2), rig.Clock);
            Assert.Empty(rig.NotificationIds());
            receives = Rig.MaxReceiveCount;
            await rig.SendAsync(Make.Yield("y1"));
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Clock);
            // The one that waited sees it at its next look.
            Assert.Equal(["yield:y1"], rig.NotificationIds());
            Assert.Equal([Outcomes.Duplicate, Outcomes.Duplicate], rig.Settled.Select(entry => entry.Outcome));
        });

    [Fact]
    public void Waiting_costs_no_receive() =>
        Rig.Run(async rig =>
        {
            await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan);
            rig.Kill();
            var receives = 0;
            rig.StartWorker(wrapQueue: queue =>
                queue.On(
                    async (QueueCall.Receive call, IQueue next) =>
                    {
                        var received = await call.MakeAsync(next);
                        receives = received.Select(message => message.ReceiveCount).Append(receives).Max();
                        return received;
                    }
                )
            );
            await rig.SendAsync(Make.Yield("y1"));
            await Task.Delay(TakeoverRules.Patience + TimeSpan.FromSeconds(2), rig.Clock);
            Assert.Equal(1, receives);
        });

    [Fact]
    public void A_worker_that_stops_gives_back_at_once_what_waits() =>
        Rig.Run(async rig =>
        {
            await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan);
            rig.Kill();
            rig.StartWorker();
            await rig.SendAsync(Make.Yield("y1"), Make.Yield("y1"));
            await Task.Delay(TimeSpan.FromSeconds(3), rig.Clock);
            var work = rig.LatestWork;
            await rig.StopAsync();
            var report = await work;
            Assert.Equal((2, 0, 2, 0), (report.InHand, report.Completed, report.GivenBack, report.Left));
            Assert.InRange(report.Took, TimeSpan.Zero, TimeSpan.FromSeconds(1));
            Assert.Empty(rig.NotificationIds());
        });

    [Fact]
    public void Repeats_that_wait_together_are_looked_at_together() =>
        Rig.Run(async rig =>
        {
            var events = Enumerable.Range(0, 20).Select(i => (LoopEvent)Make.Yield($"y{i}", $"u{i}")).ToList();
            await CommitWithoutNotifyingAsync(rig, Timeout.InfiniteTimeSpan, events);
            rig.Kill();
            var looks = new List<int>();
            rig.StartWorker(wrapTable: table =>
                table.Before<TableCall.GetMany>(call =>
                {
                    if (call.Keys.Any(key => key == Keys.Marker(events[0])))
                        looks.Add(call.Keys.Count);
                    return Task.CompletedTask;
                })
            );
            await rig.SendAsync(events);
            await rig.DrainAsync();
            Assert.Equal(events.Count, rig.NotificationIds().Count);
            Assert.Equal([20, 20, 20, 20, 20], looks.Take(5));
        });

    // Starts a replica that commits what is sent, and takes so long to notify.
    private static async Task CommitWithoutNotifyingAsync(
        Rig rig,
        TimeSpan delay,
        params IReadOnlyList<LoopEvent> events
    )
    {
        if (events.Count == 0)
            events = [Make.Yield("y1")];
        rig.StartWorker(
            OneInHand with
            {
                MaxInFlight = events.Count,
            },
            wrapQueue: queue =>
                queue.Name == "notifications" ? queue.Before<QueueCall.Send>(_ => Task.Delay(delay, rig.Clock)) : queue
        );
        await rig.SendAsync(events);
        foreach (var committed in events)
            while (await rig.ItemAsync(Keys.Marker(committed)) is null)
                await Task.Delay(TimeSpan.FromMilliseconds(10), rig.Clock);
        Assert.Empty(rig.NotificationIds());
    }

    private static async Task UseUpReceivesAsync(Rig rig, int receives)
    {
        for (var i = 0; i < receives; i++)
        {
            var received = await rig.Events.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
            await rig.Events.ChangeVisibilityAsync(
                [.. received.Select(message => new VisibilityChange(message.ReceiptHandle, TimeSpan.Zero))],
                CancellationToken.None
            );
        }
    }
}
