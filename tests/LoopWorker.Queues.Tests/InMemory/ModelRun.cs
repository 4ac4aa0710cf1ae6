using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.VirtualTime;
using static LoopWorker.Queues.Tests.InMemory.InMemoryModelTests;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>Takes each step on a queue and on its model, and compares what they answer and what they hold.</summary>
internal sealed class ModelRun(InMemoryQueue queue, QueueModel model, VirtualClock clock)
{
    private readonly List<(string Handle, QueueModel.Delivery Delivery)> _deliveries = [];
    private int _sent;

    public QueueModel Model => model;

    public async Task TakeAsync(Step step)
    {
        switch (step)
        {
            case Step.Send send:
                await SendAsync(send);
                break;
            case Step.Receive receive:
                await ReceiveAsync(receive);
                break;
            case Step.Delete delete when DeliveryOf(delete.Age) is var (handle, delivery):
                Assert.Equal(
                    model.Delete(delivery),
                    (await queue.DeleteAsync([handle], CancellationToken.None))[0].Error?.Code
                );
                break;
            case Step.ChangeVisibility change when DeliveryOf(change.Age) is var (handle, delivery):
                var outcomes = await queue.ChangeVisibilityAsync(
                    [new VisibilityChange(handle, change.Timeout)],
                    CancellationToken.None
                );
                Assert.Equal(model.ChangeVisibility(delivery, change.Timeout), outcomes[0].Error?.Code);
                break;
            case Step.PassTime pass:
                clock.Advance(pass.Time);
                model.PassTime(pass.Time);
                break;
        }
        Assert.Equal(model.Depth, await queue.GetDepthAsync(CancellationToken.None));
        Assert.Equal(model.Bodies, queue.Snapshot().Select(message => message.Body));
    }

    private async Task SendAsync(Step.Send send)
    {
        var messages = new List<OutgoingMessage>();
        for (var i = 0; i < send.Count; i++)
        {
            var body = $"{_sent++}";
            messages.Add(
                queue.Name.EndsWith(".fifo", StringComparison.Ordinal)
                    ? new OutgoingMessage(body) { GroupId = send.Group, DeduplicationId = body }
                    : new OutgoingMessage(body) { Delay = send.Delay }
            );
        }
        var outcomes = await queue.SendAsync(messages, CancellationToken.None);
        Assert.All(outcomes, outcome => Assert.Null(outcome.Error));
        messages.ForEach(model.Send);
    }

    private async Task ReceiveAsync(Step.Receive receive)
    {
        var request = new ReceiveRequest { MaxMessages = receive.Most, VisibilityTimeout = receive.VisibilityTimeout };
        var received = await queue.ReceiveAsync(request, CancellationToken.None);
        var deliveries = received
            .Select(message => new QueueModel.Delivery(message.Body, message.ReceiveCount))
            .ToList();
        Assert.Equal(model.Receive(receive.Most, receive.VisibilityTimeout), deliveries);
        _deliveries.AddRange(received.Select(message => message.ReceiptHandle).Zip(deliveries));
    }

    private (string Handle, QueueModel.Delivery Delivery)? DeliveryOf(int age) =>
        age < _deliveries.Count ? _deliveries[^(age + 1)] : null;
}
