using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory;

/// <summary>A long poll that waits for messages. It ends once: with messages, with none, or cancelled.</summary>
internal sealed class WaitingReceiver(ReceiveRequest request)
{
    private readonly TaskCompletionSource<IReadOnlyList<ReceivedMessage>> _result = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    public ReceiveRequest Request => request;

    public Task<IReadOnlyList<ReceivedMessage>> Result => _result.Task;

    /// <summary>Ends the poll when its wait is over.</summary>
    public ITimer? Timer { get; set; }

    public CancellationTokenRegistration Cancellation { get; set; }

    public void Complete(IReadOnlyList<ReceivedMessage> messages)
    {
        Release();
        _result.TrySetResult(messages);
    }

    public void Cancel(CancellationToken token)
    {
        Release();
        _result.TrySetCanceled(token);
    }

    private void Release()
    {
        Timer?.Dispose();
        Cancellation.Unregister();
    }
}
