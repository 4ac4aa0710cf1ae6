using LoopWorker.Core.Batching;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Forwarding;
using LoopWorker.Testing;

namespace LoopWorker.Queues.Tests.Pump.Forwarding;

public sealed class ForwarderTests
{
    [Fact]
    public void Messages_go_ten_a_call_and_each_is_told_of_once() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(25);
            var calls = 0;
            var outcomes = await ForwardAsync(
                rig,
                rig.DeadLetters.Before<QueueCall.Send>(_ =>
                {
                    calls++;
                    return Task.CompletedTask;
                }),
                await rig.ReceiveAsync(25)
            );
            Assert.Equal(3, calls);
            Assert.Equal(Enumerable.Repeat(ForwardOutcome.Accepted, 25), outcomes.Values);
            Assert.Equal(25, rig.DeadLetters.Snapshot().Count);
        });

    [Fact]
    public void Entries_that_fail_are_tried_again_alone_and_told_of_if_they_fail_still() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(4);
            var sent = new List<string>();
            var outcomes = await ForwardAsync(
                rig,
                rig.DeadLetters.On(
                    (QueueCall.Send call, IQueue _) =>
                    {
                        sent.AddRange(call.Messages.Select(message => message.Body));
                        return Task.FromResult<IReadOnlyList<SendOutcome>>([
                            .. call.Messages.Select(message =>
                                message.Body == "2"
                                    ? new SendOutcome(null, new EntryError("InternalError", "No.", SenderFault: false))
                                    : new SendOutcome("id")
                            ),
                        ]);
                    }
                ),
                await rig.ReceiveAsync(4)
            );
            Assert.Equal(["0", "1", "2", "3", "2", "2", "2"], sent);
            Assert.Equal(ForwardOutcome.Failed, outcomes["2"]);
            Assert.Equal(3, outcomes.Values.Count(outcome => outcome == ForwardOutcome.Accepted));
        });

    [Fact]
    public void What_is_too_large_for_any_queue_fails_alone() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(2);
            var outcomes = await ForwardAsync(
                rig,
                rig.DeadLetters,
                await rig.ReceiveAsync(2),
                body => body == "0" ? new string('x', QueueLimits.MessageBytes + 1) : body
            );
            Assert.Equal(ForwardOutcome.TooLarge, outcomes["0"]);
            Assert.Equal(ForwardOutcome.Accepted, outcomes["1"]);
        });

    [Fact]
    public void A_message_that_is_no_longer_ours_is_not_sent() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var delivery = Assert.Single(await rig.ReceiveAsync(1));
            await Task.Delay(PumpRig.VisibilityTimeout, rig.Clock);
            var outcomes = await ForwardAsync(rig, rig.DeadLetters, [delivery]);
            Assert.Equal(ForwardOutcome.NotBegun, outcomes["0"]);
            Assert.Empty(rig.DeadLetters.Snapshot());
        });

    [Fact]
    public void While_the_queue_does_not_answer_messages_are_kept_as_long_as_they_may_be() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var calls = 0;
            var away = rig.DeadLetters.Before<QueueCall.Send>(_ =>
                ++calls < 12 ? throw new QueueException(QueueErrors.ServiceUnavailable, "Away.") : Task.CompletedTask
            );
            var kept = await ForwardAsync(rig, away, await rig.ReceiveAsync(1), keptFor: TimeSpan.FromSeconds(25));
            Assert.Equal(ForwardOutcome.Accepted, kept.Values.Single());
            Assert.Equal(12, calls);
        });

    [Fact]
    public void What_the_queue_refuses_is_not_kept() =>
        PumpRig.Run(async rig =>
        {
            await rig.SendAsync(1);
            var calls = 0;
            var refusing = rig.DeadLetters.On(
                (QueueCall.Send call, IQueue _) =>
                {
                    calls++;
                    var no = new EntryError("InvalidMessageContents", "No.", SenderFault: true);
                    return Task.FromResult<IReadOnlyList<SendOutcome>>([new SendOutcome(null, no)]);
                }
            );
            var outcomes = await ForwardAsync(
                rig,
                refusing,
                await rig.ReceiveAsync(1),
                keptFor: TimeSpan.FromSeconds(25)
            );
            Assert.Equal(ForwardOutcome.Failed, outcomes.Values.Single());
            Assert.Equal(1, calls);
        });

    private static async Task<Dictionary<string, ForwardOutcome>> ForwardAsync(
        PumpRig rig,
        IQueue target,
        IReadOnlyList<Delivery> deliveries,
        Func<string, string>? bodyOf = null,
        TimeSpan keptFor = default
    )
    {
        var outcomes = new Dictionary<string, ForwardOutcome>();
        var forwarder = new Forwarder(
            target,
            new BatchOptions { Limit = QueueLimits.BatchEntries },
            delivery => delivery.Lease.Age < keptFor,
            (message, outcome) =>
            {
                outcomes.Add(message.Delivery.Message.Body, outcome);
                return ValueTask.CompletedTask;
            },
            rig.Randomness,
            rig.Clock
        );
        foreach (var delivery in deliveries)
        {
            var body = delivery.Message.Body;
            Assert.True(forwarder.TryAdd(new(delivery, new OutgoingMessage(bodyOf?.Invoke(body) ?? body))));
        }
        forwarder.Complete();
        await forwarder.RunAsync();
        Assert.False(forwarder.TryAdd(new(deliveries[0], new OutgoingMessage("late"))));
        return outcomes;
    }
}
