using System.Collections.Concurrent;
using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>Many threads at one queue, on the real clock: the only tests here that are not the same on every run.</summary>
public sealed class InMemoryThreadingTests
{
    [Theory]
    [InlineData("queue")]
    [InlineData("queue.fifo")]
    public async Task Each_message_is_delivered_and_deleted_once_by_whatever_threads(string name)
    {
        const int Senders = 4;
        const int Receivers = 4;
        const int Batches = 500;
        const int Total = Senders * Batches * QueueLimits.BatchEntries;
        var fifo = name.EndsWith(".fifo", StringComparison.Ordinal);
        var service = new InMemoryQueueService(Randomness.Seeded(1).NextId, TimeProvider.System);
        var queue = (InMemoryQueue)await service.CreateAsync(new QueueDefinition(name), CancellationToken.None);
        var received = new ConcurrentBag<string>();
        using var allReceived = new CancellationTokenSource(TimeSpan.FromMinutes(1));

        async Task SendAsync(int sender)
        {
            for (var batch = 0; batch < Batches; batch++)
            {
                var messages = new List<OutgoingMessage>();
                for (var i = 0; i < QueueLimits.BatchEntries; i++)
                {
                    var body = $"{sender}-{batch}-{i}";
                    messages.Add(
                        fifo
                            ? new OutgoingMessage(body) { GroupId = $"{sender}-{i}", DeduplicationId = body }
                            : new OutgoingMessage(body)
                    );
                }
                await queue.SendAsync(messages, CancellationToken.None);
                await Task.Yield();
            }
        }

        async Task ReceiveAsync()
        {
            var request = new ReceiveRequest { Wait = QueueLimits.MaximumWait };
            while (!allReceived.IsCancellationRequested)
                try
                {
                    var messages = await queue.ReceiveAsync(request, allReceived.Token);
                    foreach (var message in messages)
                        received.Add(message.Body);
                    if (messages.Count > 0)
                        await queue.DeleteAsync(
                            [.. messages.Select(message => message.ReceiptHandle)],
                            CancellationToken.None
                        );
                    if (received.Count >= Total)
                        await allReceived.CancelAsync();
                }
                catch (OperationCanceledException)
                {
                    return;
                }
        }

        await Task.WhenAll([
            .. Enumerable.Range(0, Receivers).Select(_ => Task.Run(ReceiveAsync)),
            .. Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAsync(sender))),
        ]);

        Assert.Equal(Total, received.Count);
        Assert.Equal(Total, received.Distinct().Count());
        Assert.Empty(queue.Snapshot());
    }
}
