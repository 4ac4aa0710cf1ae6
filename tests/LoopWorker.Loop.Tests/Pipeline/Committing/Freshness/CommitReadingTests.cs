using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Committing.Freshness;

/// <summary>Two workers on one queue and one table.</summary>
public sealed class CommitReadingTests
{
    private const int Users = 40;

    [Fact]
    public void A_worker_alone_reads_each_context_once_however_many_events_come() =>
        Rig.Run(async rig =>
        {
            var reads = 0;
            rig.StartWorker(wrapTable: table => Counted(table, keys => reads += keys));
            await SendAsync(rig, rounds: 10);
            Assert.Equal(Users, reads);
        });

    [Fact]
    public void With_another_beside_it_few_transactions_are_cancelled_and_every_event_takes_effect_once() =>
        Rig.Run(async rig =>
        {
            var (transactions, cancelled) = (0, 0);
            ITable Watched(ITable table) =>
                table.On(
                    async (TableCall.Transact call, ITable next) =>
                    {
                        var result = await call.MakeAsync(next);
                        transactions++;
                        cancelled += result.Committed ? 0 : 1;
                        return result;
                    }
                );
            var options = new PipelineOptions { MaxInFlight = 20 };
            rig.StartWorker(options, wrapTable: Watched);
            rig.StartWorker(options, wrapTable: Watched);
            await SendAsync(rig, rounds: 20);
            // Both learn from the first ones.
            (transactions, cancelled) = (0, 0);
            await SendAsync(rig, rounds: 40, from: 20);
            Assert.True(cancelled * 5 < transactions, $"{cancelled} of {transactions} were cancelled.");
            for (var user = 0; user < Users; user++)
                Assert.Equal(60UL, (await rig.ContextAsync($"u{user}")).Memory.Applied);
        });

    // A round has an event of each user.
    private static async Task SendAsync(Rig rig, int rounds, int from = 0)
    {
        for (var round = from; round < from + rounds; round++)
        {
            await rig.SendAsync(Enumerable.Range(0, Users).Select(user => Make.Yield($"y{round}-{user}", $"u{user}")));
            await rig.DrainAsync();
        }
    }

    private static ITable Counted(ITable table, Action<int> read) =>
        table.Before<TableCall.GetMany>(call =>
        {
            read(call.Keys.Count);
            return Task.CompletedTask;
        });
}
