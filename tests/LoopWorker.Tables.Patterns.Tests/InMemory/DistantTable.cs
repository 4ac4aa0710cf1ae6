using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.InMemory;

/// <summary>A table whose calls take a while there and back, another each time.</summary>
internal sealed class DistantTable(ITable table, TimeProvider time, int seed = 1, int milliseconds = 10)
    : InterceptedTable(table)
{
    private readonly Random _random = new(seed);

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        await WayAsync();
        var answer = await call.MakeAsync(next);
        await WayAsync();
        return answer;
    }

    private Task WayAsync() => Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1, milliseconds)), time);
}
