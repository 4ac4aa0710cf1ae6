using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Throttling;

/// <summary>
/// A table that answers nothing for a while, and whose every call fails at the first attempt, as the SDK's do once its quota of
/// retries is used up: the pipeline alone bridges it.
/// </summary>
public sealed class OutageTests(ITestOutputHelper output)
{
    private const int Events = 60;
    private const int Users = 20;

    [Theory]
    [InlineData(10)]
    [InlineData(300)]
    public void An_outage_costs_no_message_a_receive_and_the_table_few_calls(int seconds) =>
        Rig.Run(async rig =>
        {
            var outage = TimeSpan.FromSeconds(seconds);
            var (isOut, refused) = (true, 0);
            var receives = new List<int>();
            rig.StartWorker(
                wrapTable: table =>
                    table.Before<TableCall>(_ =>
                    {
                        if (!isOut)
                            return Task.CompletedTask;
                        refused++;
                        throw new TableException(TableErrors.Unreachable, "By the test.");
                    }),
                wrapQueue: queue =>
                    queue.On(
                        async (QueueCall.Receive call, IQueue next) =>
                        {
                            var messages = await call.MakeAsync(next);
                            receives.AddRange(messages.Select(message => message.ReceiveCount));
                            return messages;
                        }
                    )
            );
            await rig.SendAsync(Enumerable.Range(0, Events).Select(i => Make.Yield($"y{i}", $"u{i % Users}")));

            await Task.Delay(outage, rig.Clock);
            Assert.Equal(Events, (await rig.Events.GetDepthAsync(CancellationToken.None)).InFlight);
            var perSecond = refused / outage.TotalSeconds;
            isOut = false;
            var up = rig.Clock.Elapsed;
            await rig.DrainAsync();
            output.WriteLine($"{perSecond:0.0} calls a second, done {rig.Clock.Elapsed - up} after the outage");

            Assert.Equal(Enumerable.Repeat(1, Events), receives);
            Assert.Equal(Enumerable.Repeat(Outcomes.Applied, Events), rig.Settled.Select(entry => entry.Outcome));
            Assert.InRange(perSecond, 0, 5);
            Assert.InRange(rig.Clock.Elapsed - up, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        });
}
