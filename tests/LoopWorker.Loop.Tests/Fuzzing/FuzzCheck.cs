using System.Text;
using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Loop.Tests.Fuzzing;

/// <summary>Sends messages and holds what became of each against what it was.</summary>
/// <param name="rig">Where the worker is.</param>
/// <param name="rules">The worker's.</param>
/// <param name="reasons">All that a dead letter may give.</param>
internal sealed class FuzzCheck(Rig rig, LoopRules rules, IReadOnlySet<string> reasons)
{
    // SQS counts the note as a part of the message: beside a body of nearly the most there is no room for it, and the
    // queue's own redrive policy moves the message.
    private const int NoteBytes = 1_024;

    private readonly EventReader _reader = new PipelineOptions().NewReader();
    private readonly Dictionary<string, (int Number, FuzzMessage Message)> _sent = [];

    /// <summary>Sends a message, if a queue takes it.</summary>
    public async Task SendAsync(int number, FuzzMessage message)
    {
        var outgoing = new OutgoingMessage(message.Body) { Attributes = message.Attributes };
        var outcome = (await rig.Events.SendAsync([outgoing], CancellationToken.None))[0];
        if (outcome.MessageId is { } id)
            _sent.Add(id, (number, message));
        else
            Assert.Null(message.Unchanged);
    }

    /// <summary>Compares, when the queue is empty.</summary>
    public async Task CompareAsync()
    {
        Assert.NotEmpty(_sent);
        var outcomes = rig.Settled.ToLookup(entry => entry.MessageId, entry => entry.Outcome);
        var letters = rig.DeadLetters.Snapshot();
        var noted = letters
            .Select(letter => (Letter: letter, Note: NoteOf(letter)))
            .ToLookup(pair => pair.Note?.MessageId);
        var withoutNote = noted[null].Select(pair => pair.Letter.Body).ToList();
        foreach (var (id, (number, message)) in _sent)
        {
            var isMovedByQueue = MayLackRoomForNote(message) && withoutNote.Remove(message.Body);
            var wrong = isMovedByQueue ? null : await WrongAsync(message, [.. outcomes[id]], [.. noted[id]]);
            Assert.True(wrong is null, $"message {number}: {wrong}");
        }
        Assert.Empty(withoutNote);
    }

    private async Task<string?> WrongAsync(
        FuzzMessage message,
        string[] outcomes,
        (ReceivedMessage Letter, FailureNote? Note)[] letters
    ) =>
        (outcomes, letters) switch
        {
            ([var outcome], []) => await WrongAsEventAsync(message, outcome),
            ([var outcome], [var (letter, note)]) => note!.Code != outcome
                ? $"it ended as {outcome}, and the note says {note.Code}"
                : WrongAsCopy(message, letter, note) ?? await WrongAsReasonAsync(message, note),
            _ =>
                $"it ended {outcomes.Length} times ({string.Join(", ", outcomes)}) and is {letters.Length} dead letters",
        };

    private async Task<string?> WrongAsEventAsync(FuzzMessage message, string outcome)
    {
        var read = Read(message);
        if (read.Event is not { } loopEvent)
            return $"it is {outcome}, and cannot be read: {read.Failure}";
        var hash = PayloadHash.Of(loopEvent);
        if (message.Unchanged is { } original && PayloadHash.Of(original) != hash)
            return "it is read as another event than it was made of";
        return outcome switch
        {
            Outcomes.Captured or Outcomes.Applied => await MarkerHashAsync(loopEvent) == hash
                ? null
                : "no marker is its",
            Outcomes.Parked => await ParkedHashAsync(loopEvent) == hash ? null : "it is not parked",
            Outcomes.Duplicate => (await KnownHashesAsync(loopEvent)).Contains(hash) ? null : "it has not come before",
            Outcomes.Unmatched => rules.UnknownCard == UnknownCardPolicy.Ignore ? null : "it is only counted",
            _ => $"it ended as {outcome}, and is no dead letter",
        };
    }

    private static string? WrongAsCopy(FuzzMessage message, ReceivedMessage letter, FailureNote note)
    {
        if (letter.Body != message.Body)
            return "the dead letter has another body";
        var kept = letter.Attributes.Keys.Append(note.Displaced?.Name).ToHashSet();
        return message.Attributes.Keys.All(kept.Contains) ? null : "the dead letter lacks an attribute";
    }

    private async Task<string?> WrongAsReasonAsync(FuzzMessage message, FailureNote note)
    {
        var said = $"the reason is {note.Code}: {note.Detail}";
        if (!reasons.Contains(note.Code) || note.Code == FailureCodes.RetriesExhausted)
            return said;
        var read = Read(message);
        if (read.Event is not { } loopEvent)
            return read.Failure?.Code == note.Code ? null : $"{said}, and should be {read.Failure}";
        return note.Code switch
        {
            FailureCodes.ConflictingDuplicate => (await KnownHashesAsync(loopEvent)).Exists(known =>
                known != PayloadHash.Of(loopEvent)
            )
                ? null
                : $"{said}, and there is no other event of its id",
            FailureCodes.UnmatchedCard => rules.UnknownCard == UnknownCardPolicy.DeadLetter ? null : said,
            _ => $"{said}, and it can be read",
        };
    }

    // What has taken effect under the event's id, and what waits under it: by another card, that may be another purchase.
    private async Task<List<string?>> KnownHashesAsync(LoopEvent loopEvent) =>
        [
            .. new[] { await MarkerHashAsync(loopEvent), await ParkedHashAsync(loopEvent) }.Where(hash =>
                hash is not null
            ),
        ];

    private async Task<string?> MarkerHashAsync(LoopEvent loopEvent) =>
        await rig.ItemAsync(Keys.Marker(loopEvent)) is { } item ? Markers.Read(item).PayloadHash : null;

    private async Task<string?> ParkedHashAsync(LoopEvent loopEvent) =>
        loopEvent is PosTransaction sale
        && await rig.ItemAsync(Keys.Unmatched(sale.CardFingerprint, sale.Id)) is { } item
            ? ParkedItems.Read(item).PayloadHash
            : null;

    private ReadResult Read(FuzzMessage message) =>
        _reader.Read(message.Body, message.Attributes, defaultType: null, rig.Clock.GetUtcNow());

    private static FailureNote? NoteOf(ReceivedMessage letter) =>
        letter.Attributes.TryGetValue(EventPipeline.FailureAttribute, out var attribute)
            ? FailureNote.FromJson(attribute.Text!)
            : null;

    private static bool MayLackRoomForNote(FuzzMessage message) =>
        Encoding.UTF8.GetByteCount(message.Body) + NoteBytes > QueueLimits.MessageBytes;
}
