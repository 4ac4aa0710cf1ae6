using System.Text.Json.Nodes;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class ReplayPreviewTests
{
    [Fact]
    public void An_edit_is_shown_by_one_letter_of_each_group() =>
        World.Run(async world =>
        {
            await world.AddBodyAsync(
                """{"type":"loop.vault.yield.v1","data":{"event_id":"y1","at":{"x":1,"y":2},"old":true}}""",
                World.Note()
            );
            var edit = """{"at":{"x":7},"old":null,"new":"n"}""";

            var preview = await PreviewAsync(world, new() { Edit = JsonNode.Parse(edit)!.AsObject() });

            Assert.Equal(
                [("at.x", "1", "7"), ("old", "true", null), ("new", null, "\"n\"")],
                Assert.Single(preview.Groups).Changes.Select(change => (change.Path, change.Before, change.After))
            );
        });

    [Fact]
    public void No_more_are_looked_for_than_the_maximum() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 30; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            Assert.Equal(13, Assert.Single((await PreviewAsync(world, new() { Max = 13 })).Groups).Count);
        });

    [Fact]
    public void What_a_worker_would_refuse_though_it_reads_well_is_told() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("old", at: World.Start.AddDays(-60)), World.Note());
            var group = Assert.Single((await PreviewAsync(world, new() { EvenExpired = true })).Groups);
            Assert.Equal(("events", "too_old"), (group.Destination, group.FailsAgain));
        });

    private static Task<ReplayPreview> PreviewAsync(World world, ReplayRequest request) =>
        ReplayPreview.MakeAsync(world.Letters, request, world.Ports(), World.Quick, CancellationToken.None);
}
