using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.InHand;

/// <summary>Workers that come and go while a backlog waits.</summary>
public sealed class SharingTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(20_000, 0.1)]
    [InlineData(20_000, 1)]
    [InlineData(1_500, 2)]
    public void A_worker_that_joins_takes_its_share_at_once_and_gives_it_back_when_it_stops(
        int backlog,
        double commit
    ) =>
        Rig.Run(async rig =>
        {
            var (first, second) = (new Finished(), new Finished());
            await rig.SendAsync(Enumerable.Range(0, backlog).Select(i => Make.Yield($"y{i}", $"u{i % 5_000}")));
            Start(first);
            await Task.Delay(Settling, rig.Clock);

            Start(second);
            await Task.Delay(Settling, rig.Clock);
            var before = (First: first.Messages, Second: second.Messages);
            await Task.Delay(Settling, rig.Clock);
            var after = (First: first.Messages - before.First, Second: second.Messages - before.Second);
            output.WriteLine($"Together: {after.First} and {after.Second}");
            Assert.InRange((double)after.Second / (after.First + after.Second), 0.4, 0.6);

            var stopped = await rig.StopLatestAsync();
            Assert.InRange(stopped.Took, TimeSpan.Zero, Settling);
            before = (first.Messages, second.Messages);
            await Task.Delay(Settling, rig.Clock);
            var alone = first.Messages - before.First;
            output.WriteLine($"Alone: {alone}");
            Assert.Equal(before.Second, second.Messages);
            Assert.InRange(alone, Math.Min(after.First * 0.9, backlog - before.First - before.Second), int.MaxValue);
            // What the one gave back the other has, long before a visibility timeout would have brought it.
            await rig.DrainAsync();
            Assert.Equal(backlog, rig.Settled.Count(settled => settled.Outcome == Outcomes.Applied));

            void Start(Finished finished) =>
                rig.StartWorker(
                    wrapTable: table =>
                        table.Before<TableCall.Transact>(_ => Task.Delay(TimeSpan.FromSeconds(commit), rig.Clock)),
                    wrapQueue: queue => queue.Before<QueueCall.Delete>(finished.Count)
                );
        });

    private sealed class Finished
    {
        public int Messages { get; private set; }

        public Task Count(QueueCall.Delete call)
        {
            Messages += call.ReceiptHandles.Count;
            return Task.CompletedTask;
        }
    }
}
