using LoopWorker.Loop.State;

namespace LoopWorker.Loop.Tests.State.Contract;

/// <summary>
/// What the state of users does on every engine. An engine joins by deriving each of the abstract classes in this folder. Nothing here may
/// rest on how one engine's time passes.
/// </summary>
public abstract class StateContract
{
    protected const string User = "5A7E0YKTZ";

    protected static CancellationToken None => CancellationToken.None;

    /// <summary>Does the work on a table of its own, made by the options' definition.</summary>
    protected abstract Task RunAsync(StateOptions options, Func<StateBench, Task> work);

    protected Task RunAsync(Func<StateBench, Task> work) => RunAsync(Options, work);

    /// <summary>The defaults, with a table name that is used once.</summary>
    protected static StateOptions Options => new() { TableName = $"state-{Guid.NewGuid():N}" };

    protected static async Task<StateException> FailsAsync(StateError error, Func<Task> call)
    {
        var failure = await Assert.ThrowsAnyAsync<StateException>(call);
        Assert.Equal(error, failure.Error);
        return failure;
    }

    protected static Task<T[]> AtOnceAsync<T>(int callers, Func<int, Task<T>> call) =>
        Task.WhenAll(Enumerable.Range(0, callers).Select(call));
}
