using LoopWorker.Loop.Events.Types;
using LoopWorker.Messages;

namespace LoopWorker.Loop.Events;

/// <summary>Leads from an event to what the worker knows of its type.</summary>
public static class EventDefinitions
{
    extension(LoopEvent loopEvent)
    {
        /// <summary>The definition of its type.</summary>
        public EventType Type => EventType.Of(loopEvent);
    }
}
