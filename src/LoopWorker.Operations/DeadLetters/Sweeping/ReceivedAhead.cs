using System.Threading.Channels;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.DeadLetters.Sweeping;

/// <summary>Receives the next messages of a sweep while the last ones are worked on. The sweep holds them meanwhile.</summary>
internal sealed class ReceivedAhead : IAsyncDisposable
{
    private readonly CancellationTokenSource _ended;
    private readonly Channel<IReadOnlyList<ReceivedMessage>> _received;
    private readonly Task _receiving;

    /// <param name="sweep">Where they come from. Nobody else receives from it meanwhile.</param>
    /// <param name="batches">How many answers of it are kept ready, at most.</param>
    /// <param name="cancellation">Stops it.</param>
    public ReceivedAhead(QueueSweep sweep, int batches, CancellationToken cancellation)
    {
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _received = Channel.CreateBounded<IReadOnlyList<ReceivedMessage>>(
            new BoundedChannelOptions(batches) { SingleReader = true, SingleWriter = true }
        );
        _receiving = ReceiveAsync(sweep, _ended.Token);
    }

    /// <inheritdoc cref="QueueSweep.NextAsync"/>
    public async Task<IReadOnlyList<ReceivedMessage>> NextAsync(CancellationToken cancellation)
    {
        while (await _received.Reader.WaitToReadAsync(cancellation))
            if (_received.Reader.TryRead(out var messages))
                return messages;
        return [];
    }

    /// <summary>Stops receiving.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended.Cancel();
        await _receiving;
        _ended.Dispose();
    }

    private async Task ReceiveAsync(QueueSweep sweep, CancellationToken cancellation)
    {
        try
        {
            while (await sweep.NextAsync(cancellation) is { Count: > 0 } messages)
                await _received.Writer.WriteAsync(messages, cancellation);
            _received.Writer.Complete();
        }
        catch (Exception exception) when (exception is QueueException or OperationCanceledException)
        {
            // For whoever asks next.
            _received.Writer.Complete(exception);
        }
    }
}
