using LoopWorker.Engines;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Events.Reading;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Failures;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Preferences;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Processing;

/// <summary>
/// Feeds lines to the worker: events go to the queue in batches, lines that prepare state are written to the table once
/// the lines before them that concern the same user or card have ended.
/// </summary>
public sealed class LineFeeder(
    EmbeddedEngine engine,
    CardDirectory cards,
    PreferencesStore preferences,
    SettlementTracker tracker,
    EventReader reader,
    TimeProvider time
)
{
    // So that a long file does not lie in the queue as a whole.
    private const int Backlog = 5_000;
    private const string Stranger = "stranger";

    private readonly EmbeddedSource _source = engine.Sources[0];
    private readonly Dictionary<string, string> _userByCard = [];
    private readonly HashSet<(string File, int Number)> _prepared = [];
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
        _batch.Add((line, SubjectsOf(line)));
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
                [.. chunk.Select(entry => _source.Message(entry.Line.Text, GroupOf(entry.Subjects)))],
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
                tracker.DeadLetters.Add((line, Refused(line, error)));
            else
                tracker.OnSent(outcomes[i].MessageId!, line, subjects);
        }
    }

    // What a queue itself would not have taken; there is no message to move to the dead-letter queue.
    private static Failure Refused(InputLine line, EntryError error) =>
        error.Code is QueueErrors.BatchTooLong or QueueErrors.InvalidParameter
            ? new Failure(
                FailureCodes.TooLarge,
                $"The line has {line.Text.Length} characters; a queue takes messages of up to {QueueLimits.MessageBytes} bytes."
            )
            : new Failure(FailureCodes.InvalidJson, $"A queue does not take the line: {error.Code}, {error.Message}");

    private async Task PrepareAsync(InputLine line, SetupResult setup)
    {
        // A file named twice is delivered twice, and what it prepares is prepared once, as its events take effect once.
        if (!_prepared.Add((line.File, line.Number)))
            return;
        var failure = setup.Failure;
        if (setup.Line is CardLink link)
        {
            await WaitForAsync(Card(link.CardFingerprint), User(link.UserPubkey));
            var outcome = await cards.LinkAsync(
                link.CardFingerprint,
                link.UserPubkey,
                link.CardLast4,
                CancellationToken.None
            );
            if (outcome == LinkOutcome.BelongsToAnother)
                failure = new Failure(
                    FailureCodes.InvalidField,
                    "card_fingerprint: the card is linked to another user. Unlink it there first."
                );
            else
                _userByCard[link.CardFingerprint] = link.UserPubkey;
        }
        else if (setup.Line is PreferencesChange change)
        {
            await WaitForAsync(User(change.UserPubkey));
            await preferences.PatchAsync(change.UserPubkey, change.Preferences, CancellationToken.None);
        }
        if (failure is not null)
            await RejectAsync(line, failure);
    }

    private async Task WaitForAsync(params IReadOnlyList<string> subjects)
    {
        await FlushAsync();
        await tracker.WhenSettledAsync(subjects);
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
            [_source.Message(line.Text, Stranger) with { Attributes = attributes }],
            CancellationToken.None
        );
    }

    private List<string> SubjectsOf(InputLine line)
    {
        var read = reader.Read(
            line.Text,
            new Dictionary<string, MessageAttribute>(),
            _source.Settings.DefaultType,
            time.GetUtcNow()
        );
        return read.Event switch
        {
            UserEvent ofUser => [User(ofUser.UserPubkey)],
            PosTransaction sale when _userByCard.TryGetValue(sale.CardFingerprint, out var user) =>
            [
                Card(sale.CardFingerprint),
                User(user),
            ],
            PosTransaction sale => [Card(sale.CardFingerprint)],
            _ => [],
        };
    }

    // The user, where the line names one; a group's name has an end.
    private static string GroupOf(IReadOnlyList<string> subjects)
    {
        var group = subjects.Count == 0 ? Stranger : subjects[^1];
        return group[..Math.Min(group.Length, QueueLimits.FifoIdLength)];
    }

    private static string User(string pubkey) => "user:" + pubkey;

    private static string Card(string fingerprint) => "card:" + fingerprint;
}
