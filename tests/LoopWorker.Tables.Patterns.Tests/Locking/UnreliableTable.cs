using LoopWorker.Testing;

namespace LoopWorker.Tables.Patterns.Tests.Locking;

/// <summary>Sometimes an answer is lost, and the engine makes the call again, or gives up.</summary>
internal sealed class UnreliableTable(ITable table, Random random) : InterceptedTable(table)
{
    protected override async Task<T> CallAsync<T>(TableCall<T> call, ITable next)
    {
        var answer = await call.MakeAsync(next);
        return random.Next(20) switch
        {
            0 => await call.MakeAsync(next),
            1 => throw new TableException(TableErrors.TimedOut, "By the test."),
            _ => answer,
        };
    }
}
