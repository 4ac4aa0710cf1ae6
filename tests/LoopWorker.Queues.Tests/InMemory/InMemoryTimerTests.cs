using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using static LoopWorker.Queues.Tests.InMemory.InMemoryRig;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>Timers of an operating system come early or late.</summary>
public sealed class InMemoryTimerTests
{
    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(20);
    private readonly UnpunctualClock _clock = new();

    [Fact]
    public async Task While_a_timer_is_late_what_fell_due_still_goes_to_the_one_who_waited_for_it()
    {
        var queue = await CreateAsync();
        await SendAsync(queue, new OutgoingMessage("a") { Delay = Delay });
        var first = ReceiveAsync(queue, wait: Wait);
        _clock.Elapsed = Delay;
        Assert.Empty(await ReceiveAsync(queue));
        Assert.Equal(["a"], await BodiesAsync(first));
    }

    [Fact]
    public async Task A_timer_that_fires_too_early_is_set_again()
    {
        var queue = await CreateAsync();
        await SendAsync(queue, new OutgoingMessage("a") { Delay = Delay });
        var poll = ReceiveAsync(queue, wait: Wait);
        Assert.Equal(2, _clock.Armed);
        _clock.Elapsed = Delay / 2;
        _clock.Fire(below: Wait);
        Assert.False(poll.IsCompleted);
        Assert.Equal(2, _clock.Armed);
        _clock.Elapsed = Delay;
        _clock.Fire(below: Wait);
        Assert.Equal(["a"], await BodiesAsync(poll));
        Assert.Equal(0, _clock.Armed);
    }

    private async Task<IQueue> CreateAsync()
    {
        var service = new InMemoryQueueService(Randomness.Seeded(1).NextId, _clock);
        return await service.CreateAsync(new QueueDefinition("queue"), CancellationToken.None);
    }
}
