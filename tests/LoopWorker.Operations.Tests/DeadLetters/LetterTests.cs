using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Replaying;
using LoopWorker.Operations.DeadLetters.Selecting;
using LoopWorker.Operations.Tests.Support;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.Operations.Tests.DeadLetters;

public sealed class LetterTests
{
    [Theory]
    [InlineData(
        "amount_cents is -5: expected an integer from 1 to 1000000000.",
        "amount_cents is …: expected an integer from … to …."
    )]
    [InlineData(
        "amount_cents is -17: expected an integer from 1 to 1000000000.",
        "amount_cents is …: expected an integer from … to …."
    )]
    [InlineData("currency is 'ABC D': expected 3 letters", "currency is '…': expected … letters")]
    [InlineData("throttled at 2026-01-15T12:00:00Z by 5fea7756-0ea4-451a", "throttled at … by …")]
    [InlineData("", "")]
    public void Details_that_differ_only_in_values_have_one_shape(string detail, string shape) =>
        Assert.Equal(shape, FaultShape.Of(detail));

    [Fact]
    public void Thousands_of_letters_become_a_few_groups_with_the_first_and_the_last_failure() =>
        World.Run(world =>
        {
            var groups = new LetterGroups();
            for (var i = 0; i < 5_000; i++)
                groups.Add(Letter($"field_{(char)('a' + i % 3)} is {i}", World.Start.AddSeconds(i)));

            Assert.Equal([1_667, 1_667, 1_666], groups.All.Select(group => group.Count));
            Assert.Equal((World.Start, World.Start.AddSeconds(4_998)), (groups.All[0].First, groups.All[0].Last));
            return Task.CompletedTask;
        });

    [Fact]
    public void An_exported_letter_is_one_line_on_which_nothing_acts_whatever_it_holds()
    {
        var anything = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null);
        var nasty = Gen.Elements(
            "\u001b[2J",
            "\u202Eevil",
            "\u009B31m",
            ",=HYPERLINK(\"x\")",
            ";+1",
            "\t-2",
            "| @x",
            "\r\n",
            "\u2028",
            "\uD800",
            "é😀"
        );
        var texts = Gen.ListOf(Gen.OneOf(anything, nasty)).Select(string.Concat);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(500),
            Prop.ForAll(
                texts.ToArbitrary(),
                text =>
                {
                    var message = new ReceivedMessage("letter", "h", "b" + text)
                    {
                        Attributes = new Dictionary<string, MessageAttribute>
                        {
                            ["a"] = MessageAttribute.String("v" + text),
                        },
                    };
                    var line = ExportedLetter.Of(new Letter { Message = message }).ToLine();

                    Assert.All(line, character => Assert.InRange(character, ' ', '~'));
                    Assert.DoesNotMatch("[,;|] *[=+@-]", line);
                    var read = ExportedLetter.FromLine(line);
                    // Half a surrogate pair, which SQS does not take, is the one thing that does not come back.
                    if (!text.Any(char.IsSurrogate))
                        Assert.Equal((message.Body, "v" + text), (read.Body, read.Attributes["a"].Text));
                }
            )
        );
    }

    // Source: RFC 7396, appendix A.
    [Theory]
    [InlineData("""{"a":"b"}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"b":"c"}""", """{"a":"b","b":"c"}""")]
    [InlineData("""{"a":"b"}""", """{"a":null}""", "{}")]
    [InlineData("""{"a":"b","b":"c"}""", """{"a":null}""", """{"b":"c"}""")]
    [InlineData("""{"a":["b"]}""", """{"a":"c"}""", """{"a":"c"}""")]
    [InlineData("""{"a":"c"}""", """{"a":["b"]}""", """{"a":["b"]}""")]
    [InlineData("""{"a":{"b":"c"}}""", """{"a":{"b":"d","c":null}}""", """{"a":{"b":"d"}}""")]
    [InlineData("""{"a":[{"b":"c"}]}""", """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData("""["a","b"]""", """["c","d"]""", """["c","d"]""")]
    [InlineData("""{"a":"b"}""", """["c"]""", """["c"]""")]
    [InlineData("""{"a":"foo"}""", "null", "null")]
    [InlineData("""{"a":"foo"}""", "\"bar\"", "\"bar\"")]
    [InlineData("""{"e":null}""", """{"a":1}""", """{"e":null,"a":1}""")]
    [InlineData("""{"a":{"b":1,"c":{"d":2}}}""", """{"a":{"b":3}}""", """{"a":{"b":3,"c":{"d":2}}}""")]
    [InlineData("[1,2]", """{"a":"b","c":null}""", """{"a":"b"}""")]
    [InlineData("{}", """{"a":{"bb":{"ccc":null}}}""", """{"a":{"bb":{}}}""")]
    [InlineData("""{"n":12345678901234567890123.10}""", """{"a":1}""", """{"n":12345678901234567890123.10,"a":1}""")]
    public void A_merge_patch_does_what_its_standard_says(string target, string patch, string result) =>
        Assert.Equal(
            result,
            MergePatch
                .Apply(JsonDocument.Parse(target).RootElement, JsonDocument.Parse(patch).RootElement)
                ?.ToJsonString()
                ?? "null"
        );

    [Theory]
    [InlineData("amount > `1000`", true)]
    [InlineData("amount > `3000000000`", false)]
    [InlineData("user_pubkey == 'u1' && starts_with(occurred_at, '2026-01-15T')", true)]
    [InlineData("occurred_at == '2026-01-15T12:00:00Z'", true)]
    [InlineData("occurred_at == `\"2026-01-15T12:00:00Z\"`", true)]
    [InlineData("occurred_at != `\"2026-01-15T12:00:01Z\"`", true)]
    [InlineData("user_pubkey != '`\"u1\"`' && \"user_pubkey\" == `\"u1\"`", true)]
    [InlineData("missing", false)]
    [InlineData("''", false)]
    [InlineData("`[]`", false)]
    [InlineData("`{}`", false)]
    [InlineData("`false`", false)]
    [InlineData("`0`", true)]
    [InlineData("`[0]`", true)]
    [InlineData("length(amount)", false)]
    public void An_expression_is_asked_of_the_payload_inside_its_envelope(string expression, bool holds) =>
        Assert.Equal(
            holds,
            PayloadExpression
                .Parse(expression)
                .HoldsFor(Letter("x", World.Start, EventMessage.Of(World.Yield("y1"), "ce", "/tests")))
        );

    [Fact]
    public void An_expression_holds_for_no_body_that_is_not_JSON() =>
        Assert.False(PayloadExpression.Parse("!missing").HoldsFor(Letter("x", World.Start, "not JSON")));

    [Theory]
    [InlineData("amount >")]
    [InlineData("unknown_function(amount)")]
    [InlineData("")]
    public void What_is_no_expression_is_refused(string text) =>
        Assert.Throws<FormatException>(() => PayloadExpression.Parse(text));

    [Fact]
    public void A_filter_means_letters_for_which_all_holds()
    {
        var letter = Letter("x", World.Start) with { Type = "loop.vault.yield.v1", EventId = "y1" };

        Assert.True(
            new LetterFilter
            {
                Since = World.Start,
                Until = World.Start,
                Codes = ["a", "no_rate"],
                Type = "loop.vault.yield.v1",
                Ids = ["z", "y1"],
            }.Chooses(letter)
        );
        Assert.False(new LetterFilter { Since = World.Start.AddTicks(1) }.Chooses(letter));
        Assert.False(new LetterFilter { Until = World.Start.AddTicks(-1) }.Chooses(letter));
        Assert.False(new LetterFilter { Codes = ["too_old"] }.Chooses(letter));
        Assert.False(new LetterFilter { Type = "loop.vault.unlock.v1" }.Chooses(letter));
        Assert.False(new LetterFilter { Ids = ["y2"] }.Chooses(letter));
        Assert.True(new LetterFilter { Ids = ["original"] }.Chooses(letter));
        Assert.True(new LetterFilter { Ids = ["letter"] }.Chooses(letter));
    }

    [Fact]
    public void A_selection_means_what_its_words_say()
    {
        var selection = new LetterSelection
        {
            Codes = ["a"],
            Since = World.Start,
            Until = World.Start.AddDays(1),
            Type = "t",
            Ids = ["i"],
            Where = "amount > `1`",
        };

        var filter = selection.ToFilter();

        Assert.Equal(("t", "amount > `1`"), (filter.Type, filter.Where?.Text));
        Assert.Equal((World.Start, World.Start.AddDays(1)), (filter.Since, filter.Until));
        Assert.Equal(["a", "i"], filter.Codes.Concat(filter.Ids));
        Assert.True(new LetterSelection().ToFilter().IsEmpty);
        Assert.False(
            new LetterSelection { Where = "x" }
                .ToFilter()
                .IsEmpty
        );
        Assert.False(
            new LetterSelection { Ids = ["i"] }
                .ToFilter()
                .IsEmpty
        );
    }

    [Fact]
    public void What_earlier_replays_left_is_read_also_where_it_had_to_make_room_for_the_note() =>
        World.Run(world =>
        {
            var replays = new ReplayNote
            {
                Count = 3,
                At = World.Start,
                Run = "r",
            };
            var note = World.Note() with
            {
                Displaced = new DisplacedAttribute(ReplayNote.Attribute, "String", replays.ToJson(), null),
            };
            var reader = new LetterReader(world.Letters, World.Reader, world.Clock);

            var letter = reader.Read(
                new ReceivedMessage("m", "h", "{}")
                {
                    Attributes = new Dictionary<string, MessageAttribute>
                    {
                        ["loop-failure"] = MessageAttribute.String(note.ToJson()),
                    },
                }
            );

            Assert.Equal(3, letter.ReplayCount);
            return Task.CompletedTask;
        });

    [Fact]
    public void A_letter_that_SQS_has_moved_comes_from_where_SQS_says() =>
        World.Run(world =>
        {
            var shared = new DeadLetterQueue("dlq", [new("a", null), new("b", "loop.vault.yield.v1")]);
            var reader = new LetterReader(shared, World.Reader, world.Clock);
            var letter = reader.Read(new ReceivedMessage("m", "h", """{"event_id":"y1"}""") { DeadLetterSource = "b" });
            Assert.Equal(
                ("b", "y1", "loop.vault.yield.v1", "moved_by_sqs"),
                (letter.Source?.Queue, letter.EventId, letter.Type, letter.Code)
            );
            return Task.CompletedTask;
        });

    private static Letter Letter(string detail, DateTimeOffset failedAt, string body = "{}") =>
        new()
        {
            Message = new ReceivedMessage("letter", "h", body),
            Note = World.Note("no_rate", detail) with { FailedAt = failedAt },
        };
}
