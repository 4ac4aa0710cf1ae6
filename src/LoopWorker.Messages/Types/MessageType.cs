using System.Text.Json;
using LoopWorker.Messages.Reading;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Writing;

namespace LoopWorker.Messages.Types;

/// <summary>
/// How the events of one type look on the wire: the type's name and the fields of the payload. What an event does is no part of it.
/// Types are defined by deriving from <see cref="MessageType{TEvent}"/>.
/// </summary>
public abstract class MessageType
{
    private protected MessageType() { }

    /// <summary>The type on the wire, such as <c>loop.vault.yield.v1</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The fields of the payload that are read, as they are named on the wire.</summary>
    public abstract FieldNames Fields { get; }

    internal abstract ReadResult Read(JsonElement payload, ReadingTime time);

    internal abstract void Write(FieldWriter fields, LoopEvent loopEvent);

    public override string ToString() => Name;
}

/// <summary>How the events of one type look on the wire, and how they are written and read.</summary>
/// <typeparam name="TEvent">Its record, a <see cref="UserEvent"/> or a <see cref="CardEvent"/>: that says whose an event is.</typeparam>
public abstract class MessageType<TEvent> : MessageType
    where TEvent : LoopEvent
{
    /// <summary>Reads a payload. Where a field breaks its rule, <paramref name="fields"/> notes the failure, and the event does not count.</summary>
    protected abstract TEvent Read(ref FieldReader fields, ReadingTime time);

    /// <summary>Writes the payload's fields. What it writes is read as the same event, or refused if the event breaks a rule.</summary>
    protected abstract void Write(FieldWriter fields, TEvent loopEvent);

    internal sealed override ReadResult Read(JsonElement payload, ReadingTime time)
    {
        var fields = new FieldReader(payload, Fields);
        var read = Read(ref fields, time);
        return fields.Failure is { } failure ? ReadResult.Of(failure) : ReadResult.Of(read);
    }

    internal sealed override void Write(FieldWriter fields, LoopEvent loopEvent) => Write(fields, (TEvent)loopEvent);
}
