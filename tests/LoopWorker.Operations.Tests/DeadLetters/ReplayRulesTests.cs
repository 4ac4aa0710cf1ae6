using System.Text.Json.Nodes;
using LoopWorker.Loop.Events;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class ReplayRulesTests
{
    [Theory]
    [InlineData(2_000, true)]
    [InlineData(500, false)]
    [InlineData(20, null)]
    public void A_letter_too_large_for_its_note_goes_without_and_one_too_large_all_the_same_stays(
        int room,
        bool? hasNote
    ) =>
        World.Run(world =>
        {
            var letter = Letter(new string('x', QueueLimits.MessageBytes - room)) with
            {
                Note = World.Note(detail: new string('d', 1_000)),
            };

            var decision = Decide(world, letter);

            if (hasNote is { } expected)
                Assert.Equal(expected, NoteOf(Goes(decision)).Failure is not null);
            else
                Assert.Equal(new ReplayDecision.Stays(HoldingReasons.TooLarge), decision);
            return Task.CompletedTask;
        });

    [Fact]
    public void Each_replay_adds_to_the_notes_of_the_earlier_ones() =>
        World.Run(world =>
        {
            var first = NoteOf(Goes(Decide(world, Letter("{}") with { Note = World.Note("first") })));
            var second = Letter("{}") with { Note = World.Note("second"), Replays = first };

            var note = NoteOf(Goes(Decide(world, second)));

            Assert.Equal((2, "run"), (note.Count, note.Run));
            Assert.Equal(("second", "first"), (note.Failure!.Code, note.Failure.Earlier!.Code));
            Assert.Equal("first", NoteOf(Goes(Decide(world, second with { Note = null }))).Failure!.Code);
            return Task.CompletedTask;
        });

    [Fact]
    public void What_had_to_make_room_for_a_note_is_an_attribute_again_and_nowhere_else() =>
        World.Run(world =>
        {
            var letter = Letter("{}") with
            {
                Note = World.Note() with { Displaced = new("a", "Number", "7", null) },
                Replays = new ReplayNote
                {
                    Count = 1,
                    At = World.Start,
                    Run = "r",
                    Displaced = new("b", "Binary", null, [1, 2]),
                },
            };

            var message = Goes(Decide(world, letter));

            Assert.Equal(["a", "b", "loop-replay"], message.Attributes.Keys.Order());
            Assert.Equal(new MessageAttribute("Number", "7"), message.Attributes["a"]);
            Assert.Equal([1, 2], message.Attributes["b"].Bytes!.Value.ToArray());
            Assert.Null(NoteOf(message).Failure!.Displaced);
            Assert.Null(NoteOf(message).Displaced);
            return Task.CompletedTask;
        });

    [Fact]
    public void In_a_FIFO_queue_a_letter_keeps_its_group_and_has_one_deduplication_id_at_all_tries_of_a_run() =>
        World.Run(
            world =>
            {
                var letter = Letter("{}");
                var message = Goes(Decide(world, letter));
                Assert.Equal(("g7", letter.Message.TraceHeader), (message.GroupId, message.TraceHeader));
                Assert.Equal(
                    message.DeduplicationId,
                    Goes(Decide(world, letter, World.Start.AddMinutes(3))).DeduplicationId
                );
                var other = letter with { Message = letter.Message with { MessageId = "another" } };
                Assert.NotEqual(message.DeduplicationId, Goes(Decide(world, other)).DeduplicationId);
                Assert.NotEqual(
                    message.DeduplicationId,
                    Goes(
                        new ReplayRules(new(), "another run", world.Ports()).Decide(letter, World.Start)
                    ).DeduplicationId
                );
                return Task.CompletedTask;
            },
            fifo: true
        );

    [Fact]
    public void An_event_is_as_old_as_it_is_after_the_edit() =>
        World.Run(world =>
        {
            var reader = new LetterReader(world.Letters, World.Reader, world.Clock);
            var letter = reader.Read(
                Letter(EventMessage.Of(World.Yield("y1", at: World.Start.AddDays(-20)), "ce", "/tests")).Message
            );
            Assert.Equal(new ReplayDecision.Stays(HoldingReasons.Expired), Decide(world, letter));
            var edit = new ReplayRequest { Edit = new JsonObject { ["occurred_at"] = "2026-01-15T11:00:00Z" } };
            Goes(new ReplayRules(edit, "run", world.Ports()).Decide(letter, World.Start));
            return Task.CompletedTask;
        });

    [Fact]
    public void An_event_stays_from_the_first_moment_on_at_which_its_effect_may_be_forgotten()
    {
        Messages.LoopEvent loopEvent = World.Yield("y1");
        var safe = AgeLimit.SafeFor(loopEvent.Type);
        Assert.False(ReplayRules.IsExpired(loopEvent, World.Start + safe));
        Assert.True(ReplayRules.IsExpired(loopEvent, World.Start + safe + TimeSpan.FromTicks(1)));
    }

    [Fact]
    public void A_letter_that_cannot_be_told_to_be_of_one_of_several_sources_goes_nowhere()
    {
        var queue = new DeadLetterQueue("dlq", [new("a", null), new("b", null)]);
        Assert.Equal(["b", null, null], new[] { "b", "c", null }.Select(name => queue.SourceOf(name)?.Queue));
        Assert.Equal(
            ["a", null, "a"],
            new[] { "a", "c", null }.Select(name => (queue with { Sources = [queue.Sources[0]] }).SourceOf(name)?.Queue)
        );
    }

    private static Letter Letter(string body) =>
        new()
        {
            Message = new ReceivedMessage("letter", "h", body)
            {
                GroupId = "g7",
                TraceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793",
            },
            Note = World.Note(),
            Source = new LetterSource("events.fifo", null),
        };

    private static ReplayDecision Decide(World world, Letter letter, DateTimeOffset? at = null) =>
        new ReplayRules(new(), "run", world.Ports()).Decide(letter, at ?? World.Start);

    private static OutgoingMessage Goes(ReplayDecision decision) =>
        Assert.IsType<ReplayDecision.Goes>(decision).Message;

    private static ReplayNote NoteOf(OutgoingMessage message) =>
        ReplayNote.FromJson(message.Attributes[ReplayNote.Attribute].Text!)!;
}
