using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>A queue on which calls take their time, fail, fail for single entries, or succeed without an answer.</summary>
internal sealed class TroubledQueue(IQueue queue, Random random, TimeProvider time, double trouble)
    : InterceptedQueue(queue)
{
    /// <summary>Whether calls take their time; else they only leave the thread.</summary>
    public bool Slow { get; init; } = true;

    private static EntryError Error => new(QueueErrors.InternalError, "Failed by the test.", SenderFault: false);

    protected override async Task<T> CallAsync<T>(QueueCall<T> call, IQueue next)
    {
        if (call is QueueCall.Describe or QueueCall.GetDepth or QueueCall.Purge)
            return await call.MakeAsync(next);
        // A receive waits for messages anyway.
        if (call is not QueueCall.Receive)
            await DelayAsync();
        Fail();
        return call switch
        {
            QueueCall.Send send => (T)await SendAsync(send, next),
            QueueCall.Delete delete => (T)await DeleteAsync(delete, next),
            _ => await call.MakeAsync(next),
        };
    }

    // All are sent, and of some the sender does not hear so.
    private async Task<IReadOnlyList<SendOutcome>> SendAsync(QueueCall.Send send, IQueue next)
    {
        var outcomes = await send.MakeAsync(next);
        Fail();
        return [.. outcomes.Select(outcome => Hits() ? new SendOutcome(null, Error) : outcome)];
    }

    private async Task<IReadOnlyList<EntryOutcome>> DeleteAsync(QueueCall.Delete delete, IQueue next)
    {
        var reached = delete.ReceiptHandles.Select(_ => !Hits()).ToList();
        var handles = delete.ReceiptHandles.Select((handle, i) => reached[i] ? handle : "0-0");
        var outcomes = await next.DeleteAsync([.. handles], delete.Cancellation);
        return [.. outcomes.Select((outcome, i) => reached[i] ? outcome : new EntryOutcome(Error))];
    }

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
