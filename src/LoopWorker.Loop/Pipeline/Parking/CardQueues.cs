using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace LoopWorker.Loop.Pipeline.Parking;

/// <summary>
/// Purchases that wait to be parked, by card. Those of one card go one after another: at the same time they would only
/// meet in conflicts over the card's item, and one that has to wait would hold up the others' cards.
/// </summary>
internal sealed class CardQueues
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Queue<ReceivedEvent>> _waiting = [];
    private readonly Channel<string> _ready = Channel.CreateUnbounded<string>();

    public void Add(string card, ReceivedEvent purchase)
    {
        lock (_lock)
        {
            if (_waiting.TryGetValue(card, out var queue))
            {
                queue.Enqueue(purchase);
                return;
            }
            _waiting.Add(card, new Queue<ReceivedEvent>([purchase]));
            _ready.Writer.TryWrite(card);
        }
    }

    /// <summary>Waits for a card that no one works on; false when completed and none is left.</summary>
    public ValueTask<bool> WaitForCardAsync() => _ready.Reader.WaitToReadAsync();

    public bool TryTakeCard([MaybeNullWhen(false)] out string card) => _ready.Reader.TryRead(out card);

    /// <summary>The next purchase of a card that was taken; null if there is none, and the card is no longer taken.</summary>
    public ReceivedEvent? Next(string card)
    {
        lock (_lock)
        {
            if (_waiting[card].TryDequeue(out var purchase))
                return purchase;
            _waiting.Remove(card);
            return null;
        }
    }

    /// <summary>No more purchases will come.</summary>
    public void Complete() => _ready.Writer.TryComplete();
}
