using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.DeadLetters.Sweeping;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sending;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>
/// One pass of a replay over a dead-letter queue. Letters go in windows: what a window holds is recorded first, then sent, then deleted, so
/// whatever dies when, each letter is there or sent, and the record can be completed.
/// </summary>
internal sealed class ReplayRun : IAsyncDisposable
{
    private const int LargestWindow = 500;

    private readonly ReplayTask _task;
    private readonly OperationPorts _ports;
    private readonly QueueSweep _sweep;
    private readonly LetterReader _reader;
    private readonly LetterFilter _filter;
    private readonly ReplayRules _rules;
    private readonly Pace _pace;
    private readonly int _windowSize;
    private readonly SweepOptions _options;
    private readonly bool _isFifo;
    private readonly int _before;

    // Of an earlier process: still there, or replayed.
    private readonly HashSet<string> _uncertain;
    private readonly Dictionary<string, Destination> _destinations = new(StringComparer.Ordinal);
    private readonly List<(Letter Letter, ReplayDecision.Goes Goes)> _window = [];
    private readonly List<ReceivedMessage> _passed = [];
    private ReplayCounts _counts;
    private int _accepted;
    private bool _hasPassed;
    private bool _isWhole;

    // Of a file, those that are in the queue.
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);

    public ReplayRun(ReplayTask task, IQueue queue, SweepOptions options, OperationPorts ports)
    {
        (_task, _options, _ports) = (task, options, ports);
        _sweep = new QueueSweep(queue, options, ports.Randomness, ports.Time);
        _reader = new LetterReader(task.Letters, ports.Events, ports.Time);
        _filter = task.State.Request.Select.ToFilter();
        _rules = new ReplayRules(task.State.Request, task.Record.Id, ports);
        _pace = new Pace(task.State.Request.Rate, ports.Time);
        _windowSize = _pace.Together(Math.Min(LargestWindow, task.State.Request.Max ?? LargestWindow));
        _isFifo = QueueDefinition.IsFifoName(queue.Name);
        _uncertain = [.. task.State.Window];
        _before = task.State.Counts.Replayed;
        _counts = new ReplayCounts { ReplayedBefore = _before, Resumed = task.State.Counts.Resumed };
    }

    /// <summary>What has become of the letters so far.</summary>
    public ReplayCounts Counts =>
        _counts with
        {
            Replayed = _before + _accepted - _sweep.Undeleted,
            Undeleted = _sweep.Undeleted,
            Missing = _isWhole && _counts.Resumed == 0 ? _task.File?.Count - _found.Count ?? 0 : 0,
        };

    /// <summary>How it stands, for the record.</summary>
    public ReplayState State => _task.State with { Counts = Counts, Window = [.. _uncertain] };

    /// <summary>Goes through the queue.</summary>
    /// <exception cref="QueueException">If a queue fails for good.</exception>
    /// <exception cref="OperationCanceledException">If it was stopped, or has lost its lock.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var ahead = _isFifo ? null : new ReceivedAhead(_sweep, BatchesAhead, cancellation);
        while (true)
        {
            var messages = await (ahead?.NextAsync(cancellation) ?? _sweep.NextAsync(cancellation));
            foreach (var message in messages)
                Take(message);
            var isEnd = messages.Count == 0 && (_window.Count == 0 || !_isFifo);
            if (messages.Count == 0 || _window.Count >= _windowSize || _isFifo || IsEnough)
                await SendAsync(cancellation);
            await PassAsync(cancellation);
            if (isEnd)
                break;
            // What an earlier process began with has to be looked for, and a message group gone round.
            if (IsEnough && _uncertain.Count == 0 && !_hasPassed)
                return;
        }
        _sweep.CheckWhole();
        _isWhole = true;
        // A whole pass has not met them: they were replayed.
        _accepted += _uncertain.Count;
        _uncertain.Clear();
    }

    /// <summary>Gives back what is in hand.</summary>
    public ValueTask DisposeAsync() => _sweep.DisposeAsync();

    // A window's worth. Of a FIFO queue none: what comes next there depends on what becomes of the last.
    private int BatchesAhead => Math.Max(1, _windowSize / (QueueLimits.BatchEntries * _options.CallsAtOnce));

    private bool IsEnough =>
        _task.State.Request.Max is { } maximum && _before + _accepted + _window.Count + _uncertain.Count >= maximum;

    private void Take(ReceivedMessage message)
    {
        _uncertain.Remove(message.MessageId);
        var letter = _reader.Read(message);
        if (_task.File is { } file)
            letter = EditedIn(file, letter);
        if (IsEnough)
            Pass(message, _counts);
        else if (letter is null || !_filter.Chooses(letter))
            Pass(message, _counts with { NotChosen = _counts.NotChosen + 1 });
        else
            switch (_rules.Decide(letter, _ports.Time.GetUtcNow()))
            {
                case ReplayDecision.Goes goes:
                    _window.Add((letter, goes));
                    break;
                case ReplayDecision.Stays stays:
                    Pass(message, _counts.Stays(stays.Reason));
                    break;
            }
    }

    private Letter? EditedIn(LetterFile file, Letter letter)
    {
        if (file.Find(letter) is not { } edited)
            return null;
        _found.Add(edited.LetterId);
        return _reader.Read(edited.In(letter.Message));
    }

    private void Pass(ReceivedMessage message, ReplayCounts counts)
    {
        _counts = counts;
        if (_isFifo)
            _passed.Add(message);
    }

    // Recorded, sent, deleted: in this order.
    private async Task SendAsync(CancellationToken cancellation)
    {
        if (_window.Count == 0)
            return;
        await RecordAsync(_window.Select(entry => entry.Letter.Message.MessageId), cancellation);
        var window = _window.ToList();
        _window.Clear();
        var accepted = new List<string>();
        try
        {
            foreach (var group in window.GroupBy(entry => entry.Goes.Destination, StringComparer.Ordinal))
                await SendAsync(group.Key, [.. group], accepted, cancellation);
        }
        finally
        {
            // What is sent is deleted, whatever else happens.
            _accepted += accepted.Count;
            await _sweep.DeleteAsync(accepted, CancellationToken.None);
            _task.Progress?.Invoke(Counts);
        }
        if (_passed.Count > 0)
            await RecordAsync([], cancellation);
    }

    private async Task SendAsync(
        string destination,
        IReadOnlyList<(Letter Letter, ReplayDecision.Goes Goes)> letters,
        List<string> accepted,
        CancellationToken cancellation
    )
    {
        var queue = await DestinationAsync(destination, cancellation);
        foreach (var chunk in letters.Chunk(_pace.Together(letters.Count)))
        {
            await _pace.WaitAsync(chunk.Length, cancellation);
            await queue.SendAsync(
                [.. chunk.Select(entry => (entry.Letter.Message, entry.Goes.Message))],
                (message, result) =>
                {
                    if (result is SendResult.Accepted)
                        accepted.Add(message.MessageId);
                    else
                        Stay(message, result);
                },
                cancellation
            );
        }
    }

    private async Task<Destination> DestinationAsync(string name, CancellationToken cancellation)
    {
        if (!_destinations.TryGetValue(name, out var destination))
            _destinations[name] = destination = new Destination(
                await _ports.Queues.OpenAsync(name, cancellation),
                _ports.Randomness,
                _ports.Time
            );
        return destination;
    }

    private void Stay(ReceivedMessage message, SendResult result)
    {
        var counts = _counts.Stays(ReasonOf(result));
        if (result is SendResult.Refused { Error: var error })
            counts = counts with { Refusal = counts.Refusal ?? $"{message.MessageId}: {error.Code}, {error.Message}" };
        Pass(message, counts);
    }

    private static string ReasonOf(SendResult result) =>
        result switch
        {
            SendResult.Refused => HoldingReasons.Refused,
            SendResult.Held => HoldingReasons.Behind,
            _ => HoldingReasons.Uncertain,
        };

    private async Task RecordAsync(IEnumerable<string> window, CancellationToken cancellation)
    {
        var state = State with { Window = [.. _uncertain, .. window] };
        await _task.Log.WriteAsync(_task.Record with { Details = state.ToDetails() }, _task.Held, cancellation);
    }

    // Out of the way of what stands behind them in their message groups.
    private async Task PassAsync(CancellationToken cancellation)
    {
        if (_passed.Count == 0)
            return;
        _hasPassed = true;
        // What was not chosen was passed before what stands ahead of it and could not be sent.
        var inOrder = _passed.OrderBy(message => message.SequenceNumber, StringComparer.Ordinal).ToList();
        await _sweep.MoveToEndAsync(inOrder, _task.Record.Id, cancellation);
        _passed.Clear();
    }
}
