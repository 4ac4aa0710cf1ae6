using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>What lies between a worker and the queue of notifications: an outage, a limit of calls, latency.</summary>
/// <param name="clock">Times them.</param>
internal sealed class NotificationLink(VirtualClock clock)
{
    private readonly Queue<TimeSpan> _calls = new();

    public bool IsAway { get; set; }

    /// <summary>Calls in any second at most.</summary>
    public int CallsASecond { get; init; } = int.MaxValue;

    public int Calls { get; private set; }

    public int Refused { get; private set; }

    public IQueue Of(IQueue queue) =>
        !queue.Name.StartsWith("notifications", StringComparison.Ordinal)
            ? queue
            : queue.On(
                (QueueCall.Send call, IQueue next) =>
                {
                    Calls++;
                    if (IsAway)
                        throw Refusal(QueueErrors.Unreachable);
                    while (_calls.TryPeek(out var first) && clock.Elapsed - first >= TimeSpan.FromSeconds(1))
                        _calls.Dequeue();
                    if (_calls.Count >= CallsASecond)
                        throw Refusal(QueueErrors.Throttled);
                    _calls.Enqueue(clock.Elapsed);
                    return call.MakeAsync(next);
                }
            );

    private QueueException Refusal(string code)
    {
        Refused++;
        return new QueueException(code, "By the test.");
    }
}
