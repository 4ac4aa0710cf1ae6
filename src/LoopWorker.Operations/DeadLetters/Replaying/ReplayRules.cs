using System.Text.Json;
using LoopWorker.Loop.Events;
using LoopWorker.Messages;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>Decides what becomes of a letter that is chosen: which message goes where, or why it stays. Pure.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="run">The operation, by its id.</param>
/// <param name="ports">The worker's rules of reading.</param>
public sealed class ReplayRules(ReplayRequest request, string run, OperationPorts ports)
{
    private static readonly HashSet<string> Needed = [.. EventReader.NeededAttributes, ReplayNote.Attribute];
    private readonly JsonElement? _edit = request.Edit is { } edit
        ? JsonSerializer.SerializeToElement(edit, JsonNodes.Default.JsonObject)
        : null;

    /// <summary>What becomes of a letter at a time.</summary>
    public ReplayDecision Decide(Letter letter, DateTimeOffset now)
    {
        if ((request.To ?? letter.Source?.Queue) is not { } destination)
            return new ReplayDecision.Stays(HoldingReasons.UnknownSource);
        if (letter.ReplayCount >= request.MaxReplays)
            return new ReplayDecision.Stays(HoldingReasons.ReplayedTooOften);
        var (body, loopEvent) = (letter.Message.Body, letter.Event);
        if (_edit is { } edit)
        {
            if (
                EventPayload.Replace(
                    body,
                    letter.Message.Attributes,
                    letter.Source?.DefaultType,
                    payload => MergePatch.Apply(payload, edit)
                )
                is not { } edited
            )
                return new ReplayDecision.Stays(HoldingReasons.NotJson);
            (body, loopEvent) = (edited, Read(letter, edited, now).Event);
        }
        if (!request.EvenExpired && loopEvent is not null && IsExpired(loopEvent, now))
            return new ReplayDecision.Stays(HoldingReasons.Expired);
        return Build(letter, body, destination, now) is { } message
            ? new ReplayDecision.Goes(destination, message)
            : new ReplayDecision.Stays(HoldingReasons.TooLarge);
    }

    /// <summary>Whether an event is so old that it is no longer known whether it has taken effect.</summary>
    public static bool IsExpired(LoopEvent loopEvent, DateTimeOffset now) =>
        now - loopEvent.OccurredAt > AgeLimit.SafeFor(loopEvent.Type);

    /// <summary>The code with which a worker would refuse the message once more, as far as can be told from the message alone; null if it would not.</summary>
    public string? FailsAgain(Letter letter, OutgoingMessage message, DateTimeOffset now)
    {
        var read = Read(letter, message.Body, now);
        return (read.Event is { } known ? ports.Refuses(known, now) : read.Failure)?.Code;
    }

    private ReadResult Read(Letter letter, string body, DateTimeOffset now) =>
        ports.Events.Read(body, letter.Message.Attributes, letter.Source?.DefaultType, now);

    // With the note of its failure if there is room; null if there is no room even without.
    private OutgoingMessage? Build(Letter letter, string body, string destination, DateTimeOffset now)
    {
        var whole = Build(
            letter,
            body,
            destination,
            now,
            letter.Note?.Following(letter.Replays?.Failure) ?? letter.Replays?.Failure
        );
        if (MessageSize.Of(whole) <= QueueLimits.MessageBytes)
            return whole;
        var bare = Build(letter, body, destination, now, failure: null);
        return MessageSize.Of(bare) <= QueueLimits.MessageBytes ? bare : null;
    }

    private OutgoingMessage Build(
        Letter letter,
        string body,
        string destination,
        DateTimeOffset now,
        FailureNote? failure
    )
    {
        var message = letter.Message;
        var attributes = OriginalAttributes(letter);
        var note = new ReplayNote
        {
            Count = letter.ReplayCount + 1,
            At = now,
            Run = run,
            Failure = failure is null ? null : failure with { Displaced = null },
            Displaced = DisplacedAttribute.MakeRoomIn(attributes, Needed),
        };
        attributes[ReplayNote.Attribute] = MessageAttribute.String(note.ToJson());
        var fifo = QueueDefinition.IsFifoName(destination);
        return new OutgoingMessage(body)
        {
            Attributes = attributes,
            GroupId = FifoId.OfGroup(message.GroupId, letter.OriginalId, fifo),
            // Another than the message had, which its queue may remember for five minutes; the same at each try of this run.
            DeduplicationId = fifo ? FifoId.Of($"{run}:{message.MessageId}") : null,
            TraceHeader = message.TraceHeader,
        };
    }

    // As the producer sent them.
    private static Dictionary<string, MessageAttribute> OriginalAttributes(Letter letter)
    {
        var attributes = new Dictionary<string, MessageAttribute>(letter.Message.Attributes);
        attributes.Remove(Loop.Pipeline.EventPipeline.FailureAttribute);
        attributes.Remove(ReplayNote.Attribute);
        foreach (var displaced in new[] { letter.Replays?.Displaced, letter.Note?.Displaced })
            if (displaced is not null && displaced.Name is not ReplayNote.Attribute)
                attributes.TryAdd(displaced.Name, displaced.ToAttribute());
        return attributes;
    }
}

/// <summary>What becomes of a letter that is chosen.</summary>
public abstract record ReplayDecision
{
    private ReplayDecision() { }

    /// <summary>A message is sent, and the letter deleted.</summary>
    /// <param name="Destination">The name of the queue.</param>
    /// <param name="Message">The message.</param>
    public sealed record Goes(string Destination, OutgoingMessage Message) : ReplayDecision;

    /// <summary>The letter stays.</summary>
    /// <param name="Reason">One of <see cref="HoldingReasons"/>.</param>
    public sealed record Stays(string Reason) : ReplayDecision;
}
