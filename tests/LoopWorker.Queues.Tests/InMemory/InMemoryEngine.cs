using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Tests.Contract;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>Queues in memory, each test in virtual time of its own.</summary>
public sealed class InMemoryEngine : QueueEngine
{
    private readonly VirtualClock _clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public override Task<IQueueService> CreateServiceAsync() =>
        Task.FromResult<IQueueService>(new InMemoryQueueService(Randomness.Seeded(1).NextId, _clock));

    public override Task PassTimeAsync(TimeSpan time) => Task.Delay(time, _clock);

    public override Task RunAsync(Func<Task> test)
    {
        new VirtualTimeScheduler(_clock).Run(test);
        return Task.CompletedTask;
    }
}
