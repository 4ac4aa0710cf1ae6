using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Observing;
using LoopWorker.Queues.Tests.InMemory;
using LoopWorker.Testing;

namespace LoopWorker.Queues.Tests.Observing;

public sealed class ObservedQueueTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(7);

    private readonly Recorder _recorder = new();

    [Fact]
    public void Each_call_is_announced_and_reported_with_what_it_moved() =>
        InMemoryRig.Run(async rig =>
        {
            var queue = new ObservedQueue(await rig.CreateAsync(), rig.Clock, _recorder);
            await queue.SendAsync([new("a"), new("b"), new("refused \0")], default);
            var messages = await queue.ReceiveAsync(new ReceiveRequest { MaxMessages = 5, Wait = Wait }, default);
            VisibilityChange[] changes = [new(messages[0].ReceiptHandle, TimeSpan.FromMinutes(1))];
            await queue.ChangeVisibilityAsync(changes, default);
            await queue.DeleteAsync([messages[0].ReceiptHandle, "rubbish"], default);
            await queue.GetDepthAsync(default);
            await queue.DescribeAsync(default);
            await queue.PurgeAsync(default);

            Assert.Equal(
                [
                    (QueueOperations.SendMessageBatch, 3, 2, QueueErrors.InvalidContents),
                    (QueueOperations.ReceiveMessage, 5, 2, null),
                    (QueueOperations.ChangeMessageVisibilityBatch, 1, 1, null),
                    (QueueOperations.DeleteMessageBatch, 2, 1, QueueErrors.ReceiptHandleInvalid),
                    (QueueOperations.GetQueueAttributes, 0, 0, null),
                    (QueueOperations.GetQueueAttributes, 0, 0, null),
                    (QueueOperations.PurgeQueue, 0, 0, null),
                ],
                _recorder.Reports.Select(report =>
                    (report.Call.Operation, report.Call.Entries, report.Messages, report.Error)
                )
            );
            Assert.All(_recorder.Reports, report => Assert.Equal(QueueCallOutcome.Answered, report.Outcome));
            Assert.All(_recorder.Reports, report => Assert.Equal("queue", report.Call.Queue));
            Assert.Equal(_recorder.Reports.Select(report => report.Call), _recorder.Starts);
        });

    [Fact]
    public void A_call_is_announced_before_it_is_made_and_timed_until_it_ends() =>
        InMemoryRig.Run(async rig =>
        {
            var queue = new ObservedQueue(await rig.CreateAsync(), rig.Clock, _recorder);
            var receiving = queue.ReceiveAsync(new ReceiveRequest { Wait = Wait }, default);
            Assert.Equal((Wait, 0), (Assert.Single(_recorder.Starts).Wait, _recorder.Reports.Count));
            await receiving;
            Assert.Equal(Wait, Assert.Single(_recorder.Reports).Duration);
        });

    [Theory]
    [InlineData(QueueErrors.Throttled, QueueCallOutcome.Throttled)]
    [InlineData(QueueErrors.OverLimit, QueueCallOutcome.Throttled)]
    [InlineData(QueueErrors.Unreachable, QueueCallOutcome.Unavailable)]
    [InlineData(QueueErrors.TimedOut, QueueCallOutcome.Unavailable)]
    [InlineData(QueueErrors.CredentialsDelayed, QueueCallOutcome.Unavailable)]
    [InlineData(QueueErrors.ServiceUnavailable, QueueCallOutcome.Unavailable)]
    [InlineData(QueueErrors.InternalError, QueueCallOutcome.Unavailable)]
    [InlineData(QueueErrors.AccessDenied, QueueCallOutcome.Failed)]
    public void A_call_that_throws_is_reported_by_what_its_error_says(string code, QueueCallOutcome outcome) =>
        InMemoryRig.Run(async rig =>
        {
            var failing = (await rig.CreateAsync()).Before<QueueCall.Send>(_ =>
                throw new QueueException(code, "refused")
            );
            var queue = new ObservedQueue(failing, rig.Clock, _recorder);
            Assert.Equal(code, await InMemoryRig.RefusalAsync(() => queue.SendAsync([new("a")], default)));
            AssertLast(outcome, code);
        });

    [Fact]
    public void A_throttled_entry_makes_the_call_a_throttled_one() =>
        InMemoryRig.Run(async rig =>
        {
            var throttling = (await rig.CreateAsync()).On<QueueCall.Send, IReadOnlyList<SendOutcome>>(
                static (_, _) =>
                    Task.FromResult<IReadOnlyList<SendOutcome>>([
                        new("id"),
                        new(null, new EntryError(QueueErrors.Throttled, "slow down", SenderFault: false)),
                    ])
            );
            await new ObservedQueue(throttling, rig.Clock, _recorder).SendAsync([new("a"), new("b")], default);
            AssertLast(QueueCallOutcome.Throttled, QueueErrors.Throttled);
            Assert.Equal(1, _recorder.Reports[0].Messages);
        });

    [Fact]
    public void A_call_that_its_caller_gives_up_is_abandoned_and_a_defect_is_a_failure() =>
        InMemoryRig.Run(async rig =>
        {
            var bare = await rig.CreateAsync();
            var queue = new ObservedQueue(bare, rig.Clock, _recorder);
            using var stop = new CancellationTokenSource();
            var receiving = queue.ReceiveAsync(new ReceiveRequest { Wait = Wait }, stop.Token);
            stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving);
            AssertLast(QueueCallOutcome.Abandoned, nameof(OperationCanceledException));

            var defective = bare.Before<QueueCall.Purge>(static _ => throw new InvalidDataException());
            await Assert.ThrowsAsync<InvalidDataException>(() =>
                new ObservedQueue(defective, rig.Clock, _recorder).PurgeAsync(default)
            );
            AssertLast(QueueCallOutcome.Failed, nameof(InvalidDataException));
        });

    private void AssertLast(QueueCallOutcome outcome, string error) =>
        Assert.Equal((outcome, error), (_recorder.Reports[^1].Outcome, _recorder.Reports[^1].Error));

    private sealed class Recorder : IQueueObserver
    {
        public List<QueueCallStart> Starts { get; } = [];

        public List<QueueCallReport> Reports { get; } = [];

        public void OnCalling(in QueueCallStart call) => Starts.Add(call);

        public void OnCall(in QueueCallReport report) => Reports.Add(report);
    }
}
