using System.Text.Json;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Sending;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;

namespace LoopWorker.Operations.DeadLetters.Letters;

/// <summary>Finds out what can be known of a dead letter. It never throws, whatever the message.</summary>
/// <param name="queue">The dead-letter queue.</param>
/// <param name="events">Reads bodies by the worker's rules.</param>
/// <param name="time">Events are read as of now.</param>
public sealed class LetterReader(DeadLetterQueue queue, EventReader events, TimeProvider time)
{
    private static readonly string[] IdFields = ["transaction_id", "event_id"];

    /// <summary>The letter in a message.</summary>
    public Letter Read(ReceivedMessage message)
    {
        var note = TextOf(message, EventPipeline.FailureAttribute) is { } failure
            ? FailureNote.FromJson(failure)
            : null;
        // It may have had to make room for the note.
        var replay =
            TextOf(message, ReplayNote.Attribute)
            ?? (note?.Displaced is { Name: ReplayNote.Attribute, Text: var displaced } ? displaced : null);
        var source = queue.SourceOf(note?.SourceQueue ?? message.DeadLetterSource);
        var read = events.Read(message.Body, message.Attributes, source?.DefaultType, time.GetUtcNow());
        var letter = new Letter
        {
            Message = message,
            Note = note,
            Replays = replay is null ? null : ReplayNote.FromJson(replay),
            Source = source,
        };
        if (read.Event is { } known)
            return letter with
            {
                Event = known,
                Type = known.WireType.Name,
                EventId = known.Id,
                Subject = EventSubject.Of(known),
            };
        var payload = EventPayload.Of(message.Body, message.Attributes, source?.DefaultType);
        return letter with
        {
            Type = payload?.Type,
            EventId = payload is { } found ? TextIn(found.Content, IdFields) : null,
            Subject = payload is { } named ? SubjectOf(named.Content) : null,
            ReadingFailure = $"{read.Failure?.Code}: {read.Failure?.Detail}",
        };
    }

    private static string? TextOf(ReceivedMessage message, string attribute) =>
        message.Attributes.GetValueOrDefault(attribute)?.Text;

    private static string? SubjectOf(JsonElement content) =>
        TextIn(content, "user_pubkey") is { } user ? EventSubject.User(user)
        : TextIn(content, "card_fingerprint") is { } card ? EventSubject.Card(card)
        : null;

    // The first of the fields that is a string.
    private static string? TextIn(JsonElement content, params ReadOnlySpan<string> fields)
    {
        if (content.ValueKind != JsonValueKind.Object)
            return null;
        foreach (var field in fields)
            if (content.TryGetProperty(field, out var text) && text.ValueKind == JsonValueKind.String)
                return text.GetString();
        return null;
    }
}
