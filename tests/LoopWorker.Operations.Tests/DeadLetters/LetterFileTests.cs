using System.Text.Json.Nodes;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Operations.Tests.DeadLetters;

/// <summary>Letters that are exported, edited and replayed from the file.</summary>
public sealed class LetterFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void All_of_a_letter_comes_back_from_its_line()
    {
        var message = new ReceivedMessage("letter", "h", "body")
        {
            GroupId = "g1",
            Attributes = new Dictionary<string, MessageAttribute>
            {
                ["binary"] = new("Binary.png", null, new byte[] { 0, 200, 255 }),
                ["number"] = new("Number", "7"),
                ["text"] = MessageAttribute.String("t"),
            },
        };
        var line = ExportedLetter.Of(new Letter { Message = message, Note = World.Note() }).ToLine();

        var read = ExportedLetter.FromLine(line).In(new ReceivedMessage("letter", "newer", "other") { GroupId = "g2" });

        Assert.Equal(("letter", "newer", "body", "g1"), (read.MessageId, read.ReceiptHandle, read.Body, read.GroupId));
        Assert.Equal(message.Attributes.Keys.Order(), read.Attributes.Keys.Order());
        foreach (var (name, (type, text, bytes)) in message.Attributes)
        {
            Assert.Equal((type, text), (read.Attributes[name].DataType, read.Attributes[name].Text));
            Assert.Equal(bytes?.ToArray(), read.Attributes[name].Bytes?.ToArray());
        }
    }

    [Fact]
    public void A_replay_from_a_file_sends_what_the_file_says_and_leaves_what_it_does_not_name() =>
        World.Run(async world =>
        {
            for (var i = 0; i < 3; i++)
                await world.AddAsync(World.Yield($"y{i}"), World.Note());
            var lines = await ExportAsync(world);
            // As editors leave it, with an empty line; and y1 under the id it had in its source.
            File.WriteAllLines(
                _path,
                [
                    lines[0].Replace("2000000000", "5", StringComparison.Ordinal),
                    "",
                    ExportedLetter.FromLine(lines[1]) is var y1 ? (y1 with { LetterId = "gone" }).ToLine() : "",
                ]
            );
            var request = new ReplayRequest { File = _path };

            var preview = await PreviewAsync(world, request);
            var report = await world.ReplayAsync(request);

            Assert.Equal(2, preview.Groups.Sum(group => group.Count));
            Assert.Equal((2, 1), (report.Counts.Replayed, report.Counts.NotChosen));
            Assert.Equal(["y2"], world.DeadLetters.Snapshot().Select(message => PayloadOf(message).Id));
            Assert.Equal([("y0", 5L), ("y1", 2_000_000_000L)], world.Events.Snapshot().Select(PayloadOf).Order());
        });

    [Fact]
    public void Letters_of_a_file_are_chosen_by_what_the_file_says() =>
        World.Run(async world =>
        {
            await world.AddAsync(World.Yield("y0"), World.Note());
            await world.AddAsync(World.Yield("y1"), World.Note());
            var lines = await ExportAsync(world);
            lines[1] = lines[1].Replace("2000000000", "5", StringComparison.Ordinal);
            File.WriteAllLines(_path, lines);
            var request = new ReplayRequest
            {
                File = _path,
                Select = new() { Where = "amount == `5`" },
            };

            var group = Assert.Single((await PreviewAsync(world, request)).Groups);
            await world.ReplayAsync(request);

            Assert.Equal(1, group.Count);
            var change = Assert.Single(group.Changes);
            Assert.Equal(("2000000000", "5"), (change.Before, change.After));
            Assert.Equal([("y1", 5L)], world.Events.Snapshot().Select(PayloadOf));
        });

    [Fact]
    public void A_line_that_is_no_letter_is_named()
    {
        File.WriteAllLines(_path, ["", "{}"]);
        var failure = Assert.Throws<LetterFileException>(() => LetterFile.Read(_path));
        Assert.StartsWith($"{_path}:2 is no letter of an export", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<List<string>> ExportAsync(World world)
    {
        var lines = new List<string>();
        await new LetterSearch(world.Letters, world.Ports(), World.Quick).RunAsync(
            new(),
            int.MaxValue,
            letter =>
            {
                lines.Add(ExportedLetter.Of(letter).ToLine());
                return Task.CompletedTask;
            },
            CancellationToken.None
        );
        return lines;
    }

    private static Task<ReplayPreview> PreviewAsync(World world, ReplayRequest request) =>
        ReplayPreview.MakeAsync(world.Letters, request, world.Ports(), World.Quick, CancellationToken.None);

    private static (string Id, long Amount) PayloadOf(ReceivedMessage message) =>
        JsonNode.Parse(message.Body)!["data"]! is var data
            ? (data["event_id"]!.GetValue<string>(), data["amount"]!.GetValue<long>())
            : default;
}
