using LoopWorker.Loop.Deciding;
using LoopWorker.Loop.Events;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Pipeline;

/// <summary>An event on its way through the pipeline, with the delivery that brought it.</summary>
public sealed class ReceivedEvent(Delivery delivery, LoopEvent content, string payloadHash)
{
    public Delivery Delivery => delivery;

    /// <summary>Whose event it is, where the message says so: it comes from the routing queue.</summary>
    public string? RoutedTo { get; init; }

    /// <summary>Whether it goes to the routing queue before it may take effect.</summary>
    public bool IsToBeRouted { get; init; }

    public LoopEvent Event => content;

    public string PayloadHash => payloadHash;

    /// <summary>The key of its marker: what makes it the same event at every delivery.</summary>
    public ItemKey MarkerKey { get; } = Keys.Marker(content);

    /// <summary>Roughly the bytes its items will have.</summary>
    public int Bytes => 512 + 2 * delivery.Message.Body.Length;

    public HashedEvent Hashed => new(content, payloadHash);
}
