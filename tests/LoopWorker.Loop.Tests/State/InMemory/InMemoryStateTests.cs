using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Tests.State.Contract;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables.InMemory;
using LoopWorker.VirtualTime;

namespace LoopWorker.Loop.Tests.State.InMemory;

public sealed class InMemoryContextTests : ContextContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        InMemoryState.RunAsync(options, work);
}

public sealed class InMemorySessionTests : SessionContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        InMemoryState.RunAsync(options, work);
}

public sealed class InMemoryPendingCaptureTests : PendingCaptureContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        InMemoryState.RunAsync(options, work);
}

public sealed class InMemoryActiveUsersTests : ActiveUsersContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        InMemoryState.RunAsync(options, work);
}

public sealed class InMemorySmallItemsTests : SmallItemsContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        InMemoryState.RunAsync(options, work);
}

/// <summary>A table in memory and in virtual time, whose calls take their time so that others come in between.</summary>
internal static class InMemoryState
{
    /// <param name="options">The stores'.</param>
    /// <param name="work">What to do.</param>
    /// <param name="trouble">How likely a call fails before it takes place, and how likely its answer is lost.</param>
    /// <param name="seed">Of chance.</param>
    public static Task RunAsync(StateOptions options, Func<StateBench, Task> work, double trouble = 0, int seed = 1)
    {
        VirtualTimeScheduler.Run(
            Make.Now,
            clock =>
            {
                var table = new TroubledTable(
                    new InMemoryTable(options.Definition, clock, new() { TimeToLiveLag = TimeSpan.FromDays(1_000) }),
                    new Random(seed),
                    clock,
                    trouble
                );
                return work(
                    new StateBench(table, options, Randomness.Seeded(seed), clock, span => Task.Delay(span, clock))
                );
            }
        );
        return Task.CompletedTask;
    }
}
