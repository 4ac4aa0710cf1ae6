using LoopWorker.Engines;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Processing;

/// <summary>
/// Feeds lines to the worker: events go to the queue in batches, lines that prepare state are written to the table once
/// the lines before them that concern the same user or card have ended.
/// </summary>
public sealed class LineFeeder(
    EmbeddedEngine engine,
    LineSubjects subjects,
    StatePreparation preparation,
    SettlementTracker tracker,
    TimeProvider time
)
{
    // So that a long file does not lie in the queue as a whole.
    private const int Backlog = 5_000;

    private readonly EmbeddedSource _source = engine.Sources[0];
    private readonly HashSet<(string File, int Number)> _prepared = [];
    private int _putBack;
    private readonly List<(InputLine Line, IReadOnlyList<string> Subjects)> _batch = [];

    /// <summary>How many lines were put on the queue.</summary>
    public int Events { get; private set; }

    /// <summary>Feeds the lines of a file and waits until the last message has ended.</summary>
    public async Task FeedAsync(IEnumerable<InputLine> file, CancellationToken cancellation)
    {
        foreach (var line in file)
        {
            cancellation.ThrowIfCancellationRequested();
            if (SetupLineReader.TryRead(line.Text, out var setup))
                await PrepareAsync(line, setup);
            else
                await EnqueueAsync(line);
        }
        await FlushAsync();
        await tracker.WhenAtMostAsync(0);
    }

    private async Task EnqueueAsync(InputLine line)
    {
        Events++;
        _batch.Add((line, subjects.Of(subjects.Read(line).Event)));
        if (_batch.Count == QueueLimits.BatchEntries)
            await FlushAsync();
    }

    private async Task FlushAsync()
    {
        if (_batch.Count == 0)
            return;
        await tracker.WhenAtMostAsync(Backlog);
        // One call for all, or one for each where together they are too large for a call.
        var together = _batch.Sum(entry => (long)entry.Line.Text.Length) * 3 < QueueLimits.MessageBytes;
        foreach (var chunk in _batch.Chunk(together ? QueueLimits.BatchEntries : 1))
            await SendAsync(chunk);
        _batch.Clear();
    }

    private async Task SendAsync((InputLine Line, IReadOnlyList<string> Subjects)[] chunk)
    {
        IReadOnlyList<SendOutcome> outcomes;
        try
        {
            outcomes = await _source.Queue.SendAsync(
                [
                    .. chunk.Select(entry =>
                        _source.Message(entry.Line.Text, LineSubjects.GroupOf(entry.Line, entry.Subjects))
                    ),
                ],
                CancellationToken.None
            );
        }
        catch (QueueException exception)
        {
            var refused = new SendOutcome(null, new EntryError(exception.Code, exception.Message, SenderFault: true));
            outcomes = [.. chunk.Select(_ => refused)];
        }
        for (var i = 0; i < chunk.Length; i++)
        {
            var (line, subjects) = chunk[i];
            if (outcomes[i].Error is { } error)
                tracker.DeadLetters.Add((line, QueueRefusal.Of(line, error)));
            else
                tracker.OnSent(outcomes[i].MessageId!, line, subjects);
        }
    }

    private async Task PrepareAsync(InputLine line, SetupResult setup)
    {
        // A file named twice is delivered twice, and what it prepares is prepared once, as its events take effect once.
        if (!_prepared.Add((line.File, line.Number)))
            return;
        var failure = setup.Failure;
        if (setup.Line is { } state)
        {
            await FlushAsync();
            await tracker.WhenSettledAsync(StatePreparation.SubjectsOf(state));
            (failure, var putBack) = await preparation.ApplyAsync(state, CancellationToken.None);
            await tracker.WhenPutBackEndedAsync(_putBack += putBack);
        }
        if (failure is not null)
            await RejectAsync(line, failure);
    }

    // A line that prepares state never was a message; it goes to the dead-letter queue all the same.
    private async Task RejectAsync(InputLine line, Failure failure)
    {
        tracker.DeadLetters.Add((line, failure));
        var note = new FailureNote
        {
            Code = failure.Code,
            Detail = failure.Detail,
            SourceQueue = _source.Queue.Name,
            MessageId = "",
            ReceiveCount = 0,
            FailedAt = time.GetUtcNow(),
        };
        var attributes = new Dictionary<string, MessageAttribute>
        {
            [EventPipeline.FailureAttribute] = MessageAttribute.String(note.ToJson()),
        };
        await _source.DeadLetters.SendAsync(
            [_source.Message(line.Text, LineSubjects.GroupOf(line, [])) with { Attributes = attributes }],
            CancellationToken.None
        );
    }
}
