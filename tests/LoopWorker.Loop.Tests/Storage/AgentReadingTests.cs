using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages;
using LoopWorker.Messages.Types.GeofenceCrossings;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;

namespace LoopWorker.Loop.Tests.Storage;

public sealed class AgentReadingTests
{
    [Fact]
    public void Whatever_the_worker_writes_the_agents_can_read() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Enumerable.Range(0, 15).Select(i => (LoopEvent)Make.Sale($"t{i}")));
            await rig.SendAsync(
                Make.Sale("odd \u0001 \"name\" 寿司") with
                {
                    Id = "t-odd",
                    MerchantName = "\u0001 \"寿司\" 😀",
                    Location = new Position(-0.0, 180, 0),
                    Proof = new Proof("sig", "data"),
                    CardLast4 = null,
                },
                Make.Crossing(Transition.Enter),
                Make.Yield("y-most", amount: ulong.MaxValue)
            );
            await rig.DrainAsync();
            var items = 0;
            await foreach (var item in rig.Table.ScanAllAsync(new Scan()))
            {
                AgentReading.Read(item);
                items++;
            }
            Assert.True(items > 30, "Contexts, captures, markers, a location and cards are there to read.");
        });

    [Fact]
    public void The_check_itself_refuses_what_agents_would() =>
        Assert.Throws<FormatException>(() =>
            AgentReading.Read(
                LoopWorker.Tables.Values.Item.Of(new("USER#u1", "CONTEXT"), ("context_data", """{"pubkey":"u1"}"""))
            )
        );
}
