using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;

namespace LoopWorker.Loop.Tests.Pipeline.InHand;

/// <summary>What is in hand is bounded by its size, not by its number alone.</summary>
public sealed class MemoryTests
{
    private const int MaxInFlight = 100;
    private const int Receives = 2 * 10;

    [Theory]
    [InlineData(100, MaxInFlight)]
    [InlineData(65_000, MaxInFlight / 2)]
    [InlineData(200_000, MaxInFlight / 7)]
    public void Large_messages_take_the_place_of_several(int padding, int inHand) =>
        Rig.Run(async rig =>
        {
            var stuck = new StuckTable(rig.Table);
            rig.StartWorker(
                new PipelineOptions { MaxInFlight = MaxInFlight, TargetTimeInHand = Timeout.InfiniteTimeSpan },
                wrapTable: _ => stuck
            );
            for (var i = 0; i < 200; i++)
                await rig.SendBodiesAsync(Padded($"y{i}", padding));
            await Task.Delay(TimeSpan.FromSeconds(10), rig.Clock);
            var depth = await rig.Events.GetDepthAsync(CancellationToken.None);
            // What a receive brings is known only then.
            Assert.InRange(depth.InFlight, inHand, inHand + Receives);
            stuck.Release();
            await rig.DrainAsync();
            Assert.Equal(200, rig.Settled.Count(entry => entry.Outcome == Outcomes.Applied));
        });

    private static string Padded(string id, int characters) =>
        Make.Message(Make.Yield(id, id))
            .Replace(
                "\"data\":{",
                $"\"data\":{{\"padding\":\"{new string('x', characters)}\",",
                StringComparison.Ordinal
            );
}
