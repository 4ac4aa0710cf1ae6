using System.Diagnostics;
using LoopWorker.Core;
using LoopWorker.Loop.Tests.Events.Reading;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Sending;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Messages.Writing;
using LoopWorker.Queues;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Events.Sending;

public sealed class EventSenderTests
{
    [Fact]
    public void Each_event_has_its_outcome_and_what_breaks_a_rule_is_never_sent() =>
        Run(
            "events",
            async (queue, clock) =>
            {
                var report = await Sender(queue, clock)
                    .SendAsync([Yield(1), Yield(2) with { Amount = 0 }, Yield(3)], CancellationToken.None);

                Assert.Equal(
                    [SendStatus.Sent, SendStatus.Refused, SendStatus.Sent],
                    report.Outcomes.Select(outcome => outcome.Status)
                );
                Assert.Equal(FailureCodes.InvalidField, Assert.Single(report.NotSent).Failure?.Code);
                Assert.Equal(
                    queue.Snapshot().Select(message => message.MessageId),
                    report.Outcomes.Select(outcome => outcome.MessageId).OfType<string>()
                );
                Assert.Equal(
                    [Yield(1), Yield(3)],
                    queue.Snapshot().Select(message => Samples.ReadAs<VaultYield>(message.Body))
                );
            }
        );

    [Fact]
    public void On_a_FIFO_queue_the_group_is_the_user_or_the_card() =>
        Run(
            "events.fifo",
            async (queue, clock) =>
            {
                LoopEvent[] events = [Yield(1), Make.Crossing(Transition.Enter), Make.Sale(), Yield(2, "u2")];
                Assert.True((await Sender(queue, clock).SendAsync(events, CancellationToken.None)).AllSent);
                var groups = queue
                    .Snapshot()
                    .ToDictionary(message => Samples.Read(message.Body).Event!, message => message.GroupId);
                Assert.Equal(EventSubject.GroupOf("user:u1"), groups[events[0]]);
                Assert.Equal(groups[events[0]], groups[events[1]]);
                Assert.Equal(3, groups.Values.Distinct().Count());
            }
        );

    [Fact]
    public void A_repetition_is_dropped_and_another_event_under_its_id_is_not() =>
        Run(
            "events.fifo",
            async (queue, clock) =>
            {
                var sender = Sender(queue, clock);
                await sender.SendAsync([Yield(1)], CancellationToken.None);
                using (new Activity("another trace").Start())
                    await sender.SendAsync([Yield(1)], CancellationToken.None);
                Assert.Single(queue.Snapshot());
                await sender.SendAsync([Yield(1) with { Amount = 7 }], CancellationToken.None);
                Assert.Equal(2, queue.Snapshot().Count);
            }
        );

    [Fact]
    public void A_queue_that_fails_leaves_a_report_and_its_reason() =>
        Run(
            "events",
            async (queue, clock) =>
            {
                var calls = 0;
                var denied = queue.Before<QueueCall.Send>(_ =>
                    ++calls > 1 ? throw new QueueException(QueueErrors.AccessDenied, "No.") : Task.CompletedTask
                );
                var report = await Sender(denied, clock).SendAsync(Yields(25), CancellationToken.None);
                Assert.Equal((10, 10, 5), Counts(report));
                Assert.All(report.NotSent, outcome => Assert.Equal(QueueErrors.AccessDenied, outcome.Failure?.Code));
            }
        );

    [Fact]
    public void Cancellation_says_which_events_are_uncertain() =>
        Run(
            "events",
            async (queue, clock) =>
            {
                using var cancellation = new CancellationTokenSource();
                var calls = 0;
                var slow = queue.On(
                    async (QueueCall.Send call, IQueue next) =>
                    {
                        var answer = await call.MakeAsync(next);
                        if (++calls < 2)
                            return answer;
                        await cancellation.CancelAsync();
                        throw new OperationCanceledException(call.Cancellation);
                    }
                );
                var report = await Sender(slow, clock).SendAsync(Yields(25), cancellation.Token);
                Assert.Equal((10, 10, 5), Counts(report));
                Assert.All(report.Outcomes, outcome => Assert.Null(outcome.Failure));
                // What is uncertain or not sent may be sent again: the worker gives it effect once.
                Assert.Equal(20, queue.Snapshot().Count);
            }
        );

    [Fact]
    public void What_fails_temporarily_is_on_the_queue_in_the_end_and_in_the_order_of_its_user() =>
        Run(
            "events.fifo",
            async (queue, clock) =>
            {
                var chance = Randomness.Seeded(3);
                var unsteady = queue.On(
                    async (QueueCall.Send call, IQueue next) =>
                    {
                        var outcomes = new List<SendOutcome>();
                        foreach (var message in call.Messages)
                            outcomes.Add(
                                chance.NextFraction() < 0.08
                                    ? new SendOutcome(null, new EntryError("InternalError", "No.", SenderFault: false))
                                    : (await (call with { Messages = [message] }).MakeAsync(next))[0]
                            );
                        return (IReadOnlyList<SendOutcome>)outcomes;
                    }
                );
                List<LoopEvent> events = [.. Enumerable.Range(0, 200).Select(n => Yield(n, $"u{n % 7}"))];
                var report = await Sender(unsteady, clock).SendAsync(events, CancellationToken.None);
                Assert.True(report.AllSent);
                var stored = queue.Snapshot().Select(message => Samples.ReadAs<VaultYield>(message.Body)).ToList();
                foreach (var user in events.Cast<VaultYield>().GroupBy(sent => sent.UserPubkey))
                    Assert.Equal(user, stored.Where(found => found.UserPubkey == user.Key));
            }
        );

    private static (int Sent, int Uncertain, int NotSent) Counts(EventSendReport report) =>
        (
            report.Outcomes.Count(outcome => outcome.Status == SendStatus.Sent),
            report.Outcomes.Count(outcome => outcome.Status == SendStatus.Uncertain),
            report.Outcomes.Count(outcome => outcome.Status == SendStatus.NotSent)
        );

    private static List<LoopEvent> Yields(int count) => [.. Enumerable.Range(0, count).Select(n => Yield(n))];

    private static VaultYield Yield(int number, string user = "u1") => new($"y{number}", user, 5, Make.Now);

    private static EventSender Sender(IQueue queue, TimeProvider time) =>
        new(queue, EventWriter.CloudEvents("/tests"), Randomness.Seeded(2), time);

    private static void Run(string name, Func<InMemoryQueue, VirtualClock, Task> test) =>
        VirtualTimeScheduler.Run(
            Make.Now,
            async clock =>
            {
                var service = new InMemoryQueueService(Randomness.Seeded(1).NextId, clock);
                await test(
                    (InMemoryQueue)await service.CreateAsync(new QueueDefinition(name), CancellationToken.None),
                    clock
                );
            }
        );
}
