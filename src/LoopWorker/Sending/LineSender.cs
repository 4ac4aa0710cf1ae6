using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Messages.Failures;
using LoopWorker.Processing;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Sending;

namespace LoopWorker.Sending;

/// <summary>
/// Sends events to a queue, in the order of their lines, and writes cards and preferences to the table. On a FIFO queue each
/// user is a message group, and no line is deduplicated against another.
/// </summary>
/// <param name="path">The queue to send to, and those that events pass on the way to their effect.</param>
/// <param name="subjects">Whom lines concern.</param>
/// <param name="preparation">Writes cards and preferences.</param>
/// <param name="options">How lines are sent.</param>
/// <param name="empty">Waits until the queues of the path are empty.</param>
/// <param name="randomness">Makes ids, and jitter.</param>
/// <param name="time">Times the waits.</param>
public sealed class LineSender(
    IReadOnlyList<IQueue> path,
    LineSubjects subjects,
    StatePreparation preparation,
    SendOptions options,
    EmptyQueues empty,
    Randomness randomness,
    TimeProvider time
)
{
    private readonly IQueue _queue = path[0];
    private readonly OrderedSender _sender = new(path[0], randomness, time);
    private readonly bool _fifo = QueueDefinition.IsFifoName(path[0].Name);
    private readonly List<(InputLine Line, OutgoingMessage Message)> _batch = [];
    private readonly List<(InputLine Line, Failure Failure)> _refused = [];
    private int _sent;
    private int _prepared;
    private int _uncertain;
    private bool _sentSinceQuiet;

    /// <summary>What became of the lines so far.</summary>
    public SendReport Report => new(_queue.Name, _sent, _prepared, _uncertain, _refused);

    /// <param name="lines">What to send.</param>
    /// <param name="progress">Called with the number of lines processed.</param>
    /// <param name="cancellation">Stops between calls.</param>
    /// <exception cref="QueueException">If the queue fails.</exception>
    /// <exception cref="Tables.TableException">If the table fails.</exception>
    public async Task SendAsync(IEnumerable<InputLine> lines, Action<long> progress, CancellationToken cancellation)
    {
        foreach (var line in lines)
        {
            cancellation.ThrowIfCancellationRequested();
            if (SetupLineReader.TryRead(line.Text, out var setup))
                await PrepareAsync(line, setup, cancellation);
            else
                await EnqueueAsync(line, cancellation);
            progress(_sent + _prepared + _refused.Count);
        }
        await FlushAsync(cancellation);
    }

    private async Task PrepareAsync(InputLine line, SetupResult setup, CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        if (options.InOrder && _sentSinceQuiet)
        {
            await empty.WaitAsync(path, cancellation);
            _sentSinceQuiet = false;
        }
        var prepared = setup.Line is { } state
            ? await preparation.ApplyAsync(state, cancellation)
            : new Prepared(setup.Failure, PutBack: 0);
        if (prepared.Failure is { } failure)
            _refused.Add((line, failure));
        else
            _prepared++;
        // Purchases parked for a card take effect before the lines that follow its link.
        if (options.InOrder && prepared.PutBack > 0)
            await empty.WaitAsync(path, cancellation);
    }

    private async Task EnqueueAsync(InputLine line, CancellationToken cancellation)
    {
        var read = subjects.Read(line);
        if (read.Failure is { } failure && !(options.AsIs && line.IsUtf8))
        {
            _refused.Add((line, failure));
            return;
        }
        var message = new OutgoingMessage(line.Text)
        {
            GroupId = _fifo ? LineSubjects.GroupOf(line, subjects.Of(read.Event)) : null,
            DeduplicationId = _fifo ? randomness.NextId() : null,
        };
        _batch.Add((line, message));
        if (_batch.Count == OrderedSender.Window)
            await FlushAsync(cancellation);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var batch = _batch.ToArray();
        _batch.Clear();
        await _sender.SendAsync(batch, Conclude, cancellation);
    }

    private void Conclude(InputLine line, SendResult result)
    {
        switch (result)
        {
            case SendResult.Accepted:
                _sent++;
                _sentSinceQuiet = true;
                break;
            case SendResult.Refused refused:
                _refused.Add((line, QueueRefusal.Of(line, refused.Error)));
                break;
            case SendResult.Held:
                _refused.Add((line, QueueRefusal.Held));
                break;
            default:
                _uncertain++;
                break;
        }
    }
}
