using LoopWorker.Core;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Tests.State.Contract;

namespace LoopWorker.EndToEndTests.Tables.State;

public sealed class DynamoDbContextTests : ContextContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        DynamoDbState.RunAsync(options, work);
}

public sealed class DynamoDbActiveUsersTests : ActiveUsersContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        DynamoDbState.RunAsync(options, work);
}

public sealed class DynamoDbSessionTests : SessionContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        DynamoDbState.RunAsync(options, work);
}

public sealed class DynamoDbPendingCaptureTests : PendingCaptureContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        DynamoDbState.RunAsync(options, work);
}

public sealed class DynamoDbSmallItemsTests : SmallItemsContract
{
    protected override Task RunAsync(StateOptions options, Func<StateBench, Task> work) =>
        DynamoDbState.RunAsync(options, work);
}

internal static class DynamoDbState
{
    public static async Task RunAsync(StateOptions options, Func<StateBench, Task> work)
    {
        var time = new ShiftedTime();
        var table = await DynamoDbTables.CreateAsync(options.Definition);
        // Not seeded: the service remembers the tokens of transactions, also those of earlier runs.
        await work(new StateBench(table, options, Randomness.Unseeded(), time, time.PassAsync));
    }

    /// <summary>The system's time, whose time of day can be moved on; pauses are real ones.</summary>
    private sealed class ShiftedTime : TimeProvider
    {
        private TimeSpan _shift;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + _shift;

        public Task PassAsync(TimeSpan span)
        {
            _shift += span;
            return Task.CompletedTask;
        }
    }
}
