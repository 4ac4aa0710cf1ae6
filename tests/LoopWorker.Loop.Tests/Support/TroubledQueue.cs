using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A queue on which calls take their time, fail, fail for single entries, or succeed without an answer.</summary>
internal sealed class TroubledQueue(IQueue queue, Random random, TimeProvider time, double trouble) : IQueue
{
    public string Name => queue.Name;

    /// <summary>Whether calls take their time; else they only leave the thread.</summary>
    public bool Slow { get; init; } = true;

    public Task<QueueDefinition> DescribeAsync(CancellationToken cancellation) => queue.DescribeAsync(cancellation);

    public async Task<IReadOnlyList<SendOutcome>> SendAsync(
        IReadOnlyList<OutgoingMessage> messages,
        CancellationToken cancellation
    )
    {
        await DelayAsync();
        Fail();
        var outcomes = await queue.SendAsync(messages, cancellation);
        Fail();
        return [.. outcomes.Select(outcome => Hits() ? new SendOutcome(null, Error) : outcome)];
    }

    public Task<IReadOnlyList<ReceivedMessage>> ReceiveAsync(ReceiveRequest request, CancellationToken cancellation)
    {
        Fail();
        return queue.ReceiveAsync(request, cancellation);
    }

    public async Task<IReadOnlyList<EntryOutcome>> DeleteAsync(
        IReadOnlyList<string> receiptHandles,
        CancellationToken cancellation
    )
    {
        await DelayAsync();
        Fail();
        var reached = receiptHandles.Select(_ => !Hits()).ToList();
        var outcomes = await queue.DeleteAsync(
            [.. receiptHandles.Select((handle, i) => reached[i] ? handle : "0-0")],
            cancellation
        );
        return [.. outcomes.Select((outcome, i) => reached[i] ? outcome : new EntryOutcome(Error))];
    }

    public async Task<IReadOnlyList<EntryOutcome>> ChangeVisibilityAsync(
        IReadOnlyList<VisibilityChange> changes,
        CancellationToken cancellation
    )
    {
        await DelayAsync();
        Fail();
        return await queue.ChangeVisibilityAsync(changes, cancellation);
    }

    public Task<QueueDepth> GetDepthAsync(CancellationToken cancellation) => queue.GetDepthAsync(cancellation);

    public Task PurgeAsync(CancellationToken cancellation) => queue.PurgeAsync(cancellation);

    private static EntryError Error => new(QueueErrors.InternalError, "Failed by the test.", SenderFault: false);

    private bool Hits() => random.NextDouble() < trouble;

    private async Task DelayAsync()
    {
        if (Slow)
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(30)), time);
        else
            await Task.Yield();
    }

    private void Fail()
    {
        if (Hits())
            throw new QueueException(QueueErrors.ServiceUnavailable, "Failed by the test.");
    }
}
