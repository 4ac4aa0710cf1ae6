using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.InMemory;

/// <summary>A table whose calls take a few milliseconds there and back, another time each.</summary>
internal sealed class DistantTable(ITable table, TimeProvider time, int seed = 1) : InterceptedTable(table)
{
    private readonly Random _random = new(seed);

    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        await WayAsync();
        var answer = await call.MakeAsync(next);
        await WayAsync();
        return answer;
    }

    private Task WayAsync() => Task.Delay(TimeSpan.FromMilliseconds(_random.Next(1, 10)), time);
}
