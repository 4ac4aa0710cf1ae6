using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Reading;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Messages.Writing;

/// <summary>
/// Says before an event is sent what the worker would say of it: its message is written, and read by the worker's own reader. What the worker
/// alone can know (whether the event came before, whose card it is, how old it may be) is not asked.
/// </summary>
/// <param name="time">What the events' times are held against.</param>
/// <param name="reader">The worker's reader; null for one with the limits and the types that workers have unless they are set otherwise.</param>
public sealed class EventValidator(TimeProvider time, EventReader? reader = null)
{
    private readonly EventReader _reader = reader ?? new EventReader();

    /// <summary>Why the worker would refuse an event; null if it would not.</summary>
    public Failure? Validate(LoopEvent loopEvent) => Validate(EventWriter.Bare.Write(loopEvent));

    /// <summary>Why the worker would refuse a message; null if it would not.</summary>
    public Failure? Validate(OutgoingMessage message) =>
        _reader.Read(message.Body, message.Attributes, defaultType: null, time.GetUtcNow()).Failure;
}
