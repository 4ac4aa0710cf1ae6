using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Notifying;

/// <summary>A queue of notifications that is away, or takes less than is sent, is waited for as the table is.</summary>
public sealed class NotificationPatienceTests(ITestOutputHelper output)
{
    private const int Events = 100;

    [Theory]
    [InlineData(30)]
    [InlineData(300)]
    public void While_notifications_are_away_no_message_uses_up_a_receive_and_all_are_sent_once(int seconds) =>
        Rig.Run(async rig =>
        {
            var link = new NotificationLink(rig.Clock) { IsAway = true };
            rig.StartWorker(wrapQueue: link.Of);
            await rig.SendAsync(Enumerable.Range(0, Events).Select(i => Make.Yield($"y{i}", $"u{i % 20}")));

            await Task.Delay(TimeSpan.FromSeconds(seconds), rig.Clock);
            Assert.Equal(Events, (await rig.Events.GetDepthAsync(CancellationToken.None)).InFlight);
            var perSecond = (double)link.Calls / seconds;
            link.IsAway = false;
            var back = rig.Clock.Elapsed;
            await rig.DrainAsync();
            output.WriteLine($"{perSecond:0.0} calls a second, done {rig.Clock.Elapsed - back} after the outage");

            Assert.Equal(Enumerable.Repeat(Outcomes.Applied, Events), rig.Settled.Select(entry => entry.Outcome));
            Assert.Empty(rig.DeadLetters.Snapshot());
            Assert.Equal(Events, rig.NotificationIds().Count);
            Assert.Equal(Events, rig.NotificationIds().Distinct().Count());
            Assert.InRange(perSecond, 0, 5);
            Assert.InRange(rig.Clock.Elapsed - back, TimeSpan.Zero, TimeSpan.FromSeconds(15));
        });

    [Fact]
    public void What_is_in_order_stays_so_over_an_outage() =>
        Rig.Run(
            async rig =>
            {
                var link = new NotificationLink(rig.Clock) { IsAway = true };
                rig.StartWorker(wrapQueue: link.Of);
                await rig.SendToGroupAsync("u1", Enumerable.Range(0, 30).Select(i => Make.Yield($"y{i}", "u1")));
                await Task.Delay(TimeSpan.FromSeconds(30), rig.Clock);
                link.IsAway = false;
                await rig.DrainAsync();
                Assert.Equal(Enumerable.Range(0, 30).Select(i => $"yield:y{i}"), rig.NotificationIds());
            },
            fifo: true
        );

    [Fact]
    public void A_FIFO_queue_that_takes_300_calls_a_second_loses_nothing_and_the_intake_follows() =>
        Rig.Run(
            async rig =>
            {
                const int Many = 6_000;
                var link = new NotificationLink(rig.Clock) { CallsASecond = 300 };
                var gauges = new GaugeWatch();
                rig.StartWorker(wrapQueue: link.Of, observers: gauges);
                for (var i = 0; i < Many; i++)
                    await rig.SendToGroupAsync($"g{i}", Make.Yield($"y{i}", $"u{i % 500}"));
                var (mostInHand, fewestCredits) = (0, int.MaxValue);
                var begun = rig.Clock.Elapsed;
                while ((await rig.Events.GetDepthAsync(CancellationToken.None)).Total > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), rig.Clock);
                    mostInHand = Math.Max(mostInHand, gauges.Gauges!.InHand);
                    fewestCredits = Math.Min(fewestCredits, gauges.Gauges.Credits);
                }
                output.WriteLine(
                    $"{rig.Clock.Elapsed - begun}, {link.Calls} calls, {link.Refused} refused, at most {mostInHand} in hand, credits down to {fewestCredits}"
                );
                Assert.Empty(rig.DeadLetters.Snapshot());
                Assert.Equal(Many, rig.NotificationIds().Count);
                Assert.Equal(Many, rig.NotificationIds().Distinct().Count());
                Assert.All(rig.Settled, entry => Assert.Equal(Outcomes.Applied, entry.Outcome));
                Assert.InRange(mostInHand, 0, new PipelineOptions().MaxInFlight);
                Assert.InRange(link.Refused, 1, link.Calls / 10);
                Assert.InRange(fewestCredits, 1, new PipelineOptions().MaxInFlight / 2);
            },
            fifo: true
        );

    [Fact]
    public void A_stop_while_notifications_are_away_is_prompt_and_gives_everything_back() =>
        Rig.Run(async rig =>
        {
            var link = new NotificationLink(rig.Clock) { IsAway = true };
            rig.StartWorker(wrapQueue: link.Of);
            await rig.SendAsync(Enumerable.Range(0, Events).Select(i => Make.Yield($"y{i}", $"u{i % 20}")));
            await Task.Delay(TimeSpan.FromMinutes(1), rig.Clock);
            var asked = rig.Clock.Elapsed;
            var report = await rig.StopLatestAsync();
            // Five seconds of patience, and the pause before the call that ends it.
            Assert.InRange(rig.Clock.Elapsed - asked, TimeSpan.Zero, TimeSpan.FromSeconds(11));
            Assert.Equal(0, report.Left);

            link.IsAway = false;
            rig.StartWorker(wrapQueue: link.Of);
            await rig.DrainAsync();
            Assert.Empty(rig.DeadLetters.Snapshot());
            Assert.Equal(Events, rig.NotificationIds().Distinct().Count());
            Assert.Equal(Events, rig.NotificationIds().Count);
        });

    [Fact]
    public void A_message_that_is_no_longer_ours_takes_no_repeat_of_it_to_the_dead_letters() =>
        Rig.Run(async rig =>
        {
            // On its last receive, a repeat arrives while the first one's notification waits for the queue.
            await rig.SendAsync(Make.Yield("y0", "u0"));
            var repeat = TimeSpan.FromSeconds(10);
            for (var receive = 1; receive < Rig.MaxReceiveCount; receive++)
            {
                var received = await rig.Events.ReceiveAsync(new ReceiveRequest(), CancellationToken.None);
                var hidden = receive < Rig.MaxReceiveCount - 1 ? TimeSpan.Zero : repeat;
                await rig.Events.ChangeVisibilityAsync(
                    [.. received.Select(message => new VisibilityChange(message.ReceiptHandle, hidden))],
                    CancellationToken.None
                );
            }
            var handles = new List<string>();
            var link = new NotificationLink(rig.Clock) { IsAway = true };
            rig.StartWorker(wrapQueue: queue =>
                link.Of(queue)
                    .On(
                        async (QueueCall.Receive call, IQueue next) =>
                        {
                            var received = await call.MakeAsync(next);
                            handles.AddRange(received.Select(message => message.ReceiptHandle));
                            return received;
                        }
                    )
            );
            await rig.SendAsync(Make.Yield("y0", "u0"));
            await Task.Delay(2 * repeat, rig.Clock);
            Assert.Equal(2, handles.Count);

            // Whoever else had the first one in hand has deleted it.
            await rig.Events.DeleteAsync([handles[0]], CancellationToken.None);
            await Task.Delay(2 * Rig.VisibilityTimeout, rig.Clock);
            Assert.Empty(rig.DeadLetters.Snapshot());
            link.IsAway = false;
            await rig.DrainAsync();
            Assert.Empty(rig.DeadLetters.Snapshot());
            Assert.Equal(["yield:y0"], rig.NotificationIds());
        });

    [Fact]
    public void A_notification_that_is_refused_again_and_again_waits_by_itself() =>
        Rig.Run(async rig =>
        {
            var (busy, isBusy) = (new EntryError(QueueErrors.ServiceUnavailable, "busy", SenderFault: false), true);
            rig.StartWorker(wrapQueue: queue =>
                queue.Name != rig.Notifications.Name
                    ? queue
                    : queue.On(
                        async (QueueCall.Send call, IQueue next) =>
                        {
                            var outcomes = new List<SendOutcome>();
                            foreach (var message in call.Messages)
                                outcomes.AddRange(
                                    isBusy && message.Body.Contains(":y0\"", StringComparison.Ordinal)
                                        ? [new SendOutcome(null, busy)]
                                        : await next.SendAsync([message], call.Cancellation)
                                );
                            return (IReadOnlyList<SendOutcome>)outcomes;
                        }
                    )
            );
            await rig.SendAsync(Make.Yield("y0", "u0"));
            await Task.Delay(TimeSpan.FromSeconds(20), rig.Clock);
            var sent = rig.Clock.Elapsed;
            await rig.SendAsync(Enumerable.Range(1, 50).Select(i => Make.Yield($"y{i}", $"u{i % 20}")));
            while (rig.NotificationIds().Count < 50)
                await Task.Delay(TimeSpan.FromMilliseconds(10), rig.Clock);
            Assert.InRange(rig.Clock.Elapsed - sent, TimeSpan.Zero, TimeSpan.FromSeconds(1));

            await Task.Delay(TimeSpan.FromMinutes(5), rig.Clock);
            isBusy = false;
            await rig.DrainAsync();
            Assert.Equal("yield:y0", rig.NotificationIds()[^1]);
            Assert.Equal(51, rig.NotificationIds().Count);
            Assert.Empty(rig.DeadLetters.Snapshot());
        });

    private sealed class GaugeWatch : IPipelineObserver
    {
        public PipelineGauges? Gauges { get; private set; }

        public void OnStarted(PipelineGauges gauges) => Gauges = gauges;
    }
}
