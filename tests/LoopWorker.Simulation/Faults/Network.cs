using LoopWorker.Simulation.Scheduling;

namespace LoopWorker.Simulation.Faults;

/// <summary>
/// Between a replica and its engines. A call runs in the world, not in its caller: it takes effect, or does not, whether the
/// caller still lives; only the answer comes back to it.
/// </summary>
internal sealed class Network(
    SimulatedProcess caller,
    SimulatedProcess world,
    Weather weather,
    Random random,
    Trace trace
)
{
    public string Caller => caller.Name;

    /// <summary>The time of day that the caller's clock shows.</summary>
    public DateTimeOffset CallerTime => caller.Time.GetUtcNow();

    public SimulatedProcess World => world;

    public Random Random => random;

    public bool IsCalm => weather.IsCalm;

    /// <summary>The partition, among these, that takes no more writes now; mostly null.</summary>
    public string? IsOverThroughput(IEnumerable<string> partitions) =>
        !weather.IsCalm && weather.HotPartition is { } hot && partitions.Contains(hot) && random.Next(4) > 0
            ? hot
            : null;

    /// <summary>Makes a call.</summary>
    /// <param name="operation">For the trace.</param>
    /// <param name="target">What it is made to.</param>
    /// <param name="call">Carries it out; true if it is to take effect in parts.</param>
    /// <param name="failure">The exception of a call that was refused, denied, or not answered.</param>
    public async Task<T> CallAsync<T>(
        string operation,
        Target target,
        Func<bool, Task<T>> call,
        Func<Fate, Exception> failure
    )
    {
        var answer = new TaskCompletionSource<T>();
        _ = world.Begin(() => ServeAsync(operation, target, call, failure, answer));
        return await answer.Task;
    }

    private async Task ServeAsync<T>(
        string operation,
        Target target,
        Func<bool, Task<T>> call,
        Func<Fate, Exception> failure,
        TaskCompletionSource<T> answer
    )
    {
        var fate = weather.Draw(operation, target);
        await Task.Delay(weather.Latency(), world.Time);
        if (fate is Fate.Refused or Fate.Denied)
        {
            trace.Add(caller.Name, operation, fate.ToString());
            answer.SetException(failure(fate));
            return;
        }
        if (fate == Fate.DoneLate)
        {
            answer.SetException(failure(fate));
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(3_000)), world.Time);
        }
        T result;
        try
        {
            result = await call(fate == Fate.Partly);
        }
        catch (Exception exception)
        {
            trace.Add(caller.Name, operation, exception.GetType().Name);
            answer.TrySetException(exception);
            return;
        }
        trace.Add(caller.Name, operation, fate.ToString());
        if (fate == Fate.DoneLate)
            return;
        await Task.Delay(weather.Latency(), world.Time);
        if (fate == Fate.AnswerLost)
            answer.SetException(failure(fate));
        else
            answer.SetResult(result);
    }
}
