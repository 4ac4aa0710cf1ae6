using LoopWorker.Loop.Pipeline;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump;
using LoopWorker.Queues.Pump.Leases;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.Support;

/// <summary>Events and messages for tests, ordinary in all that a test does not name.</summary>
internal static class Make
{
    public static readonly DateTimeOffset Now = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    public static PosTransaction Sale(
        string id = "t1",
        string card = "fp1",
        long cents = 1_250,
        string merchant = "m1",
        DateTimeOffset? at = null
    ) => new(id, "square", merchant, "Blue Bottle", null, cents, "USD", card, "4242", at ?? Now, null, null);

    public static GeofenceCrossing Crossing(
        Transition transition,
        string id = "g1",
        string user = "u1",
        string merchant = "m1",
        DateTimeOffset? at = null
    ) => new(id, user, merchant, transition, new Position(37.5, -122.25, 10), at ?? Now);

    public static VaultYield Yield(string id = "y1", string user = "u1", ulong amount = 2_000_000_000) =>
        new(id, user, amount, Now);

    public static VaultUnlock Unlock(string id = "l1", string user = "u1", ulong amount = 2_000_000_000) =>
        new(id, user, amount, Now);

    /// <summary>The event as a message: CloudEvents with the fields of its type.</summary>
    public static string Message(LoopEvent loopEvent) => EventMessage.Of(loopEvent, "ce-" + loopEvent.Id, "/tests");

    /// <summary>The event as one that a worker has received and read.</summary>
    /// <param name="loopEvent">What happened.</param>
    /// <param name="characters">Of its message.</param>
    public static ReceivedEvent InHand(LoopEvent loopEvent, int characters = 500) =>
        InHand(loopEvent, new ReceivedMessage("m", "h", new string(' ', characters)), SourceNamed("events"));

    /// <summary>The event as one that a worker has received from a FIFO queue and read.</summary>
    /// <param name="loopEvent">What happened.</param>
    /// <param name="group">Its message group.</param>
    /// <param name="source">The FIFO queue.</param>
    public static ReceivedEvent InGroup(LoopEvent loopEvent, string group, Source source) =>
        InHand(loopEvent, new ReceivedMessage("m", "h", "body") { GroupId = group }, source);

    /// <summary>The event as one that a worker has received for the last time that the redrive policy allows.</summary>
    public static ReceivedEvent OnLastReceive(LoopEvent loopEvent) =>
        InHand(
            loopEvent,
            new ReceivedMessage("m", "h", "body") { ReceiveCount = 3 },
            SourceNamed("events") with
            {
                MaxReceiveCount = 3,
            }
        );

    public static Source SourceNamed(string queue) =>
        new(
            new InMemoryQueueService(() => "id", new VirtualClock(Now)).CreateAsync(new(queue), default).Result,
            null,
            null,
            TimeSpan.FromSeconds(30)
        );

    private static ReceivedEvent InHand(LoopEvent loopEvent, ReceivedMessage message, Source source)
    {
        var lease = new Lease(source.VisibilityTimeout, new VirtualClock(Now));
        return new ReceivedEvent(new Delivery(message, source, lease), loopEvent, "hash");
    }
}
