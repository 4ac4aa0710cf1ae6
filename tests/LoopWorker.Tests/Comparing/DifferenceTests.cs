using LoopWorker.Comparing;
using LoopWorker.Loop.Storage;
using LoopWorker.Messages.Failures;
using LoopWorker.Processing;

namespace LoopWorker.Tests.Comparing;

/// <summary>Each thing is compared with its namesake: what is missing is one difference, wherever it stood.</summary>
public sealed class DifferenceTests
{
    private const int Count = 500;

    [Fact]
    public void One_of_everything_that_is_missing_is_one_difference_each()
    {
        var expected = Report(Enumerable.Range(0, Count));
        var found = Report(Enumerable.Range(0, Count).Where(number => number != 3).Reverse());
        var differences = StateComparison.Differences(expected, found);
        Assert.Collection(
            differences,
            difference => Assert.StartsWith("dead_letters.file:4: expected {", difference, StringComparison.Ordinal),
            difference => Assert.StartsWith("notifications.n3: expected {", difference, StringComparison.Ordinal),
            difference => Assert.StartsWith("users.u1.captures.t3: expected {", difference, StringComparison.Ordinal),
            difference => Assert.StartsWith("users.u1.cards.fp3: expected ", difference, StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Dead_letters_of_equal_lines_are_counted_and_not_told_apart()
    {
        static (InputLine, Failure) Letter(int line, string code) =>
            (new InputLine("file", line, "same"), new(code, ""));
        var expected = Report([]) with { DeadLetters = [Letter(2, "a"), Letter(5, "b"), Letter(9, "b")] };
        Assert.Empty(
            StateComparison.Differences(
                expected,
                Report([]) with
                {
                    DeadLetters = [Letter(1, "b"), Letter(5, "b"), Letter(2, "a")],
                }
            )
        );
        Assert.Single(
            StateComparison.Differences(expected, Report([]) with { DeadLetters = [Letter(5, "b"), Letter(1, "a")] })
        );
    }

    [Fact]
    public void A_dead_letter_that_is_too_many_stands_at_the_first_line_that_reads_so()
    {
        static (InputLine, Failure) Letter(string file, int line) => (new InputLine(file, line, "same"), new("a", ""));
        var difference = Assert.Single(
            StateComparison.Differences(
                Report([]) with
                {
                    DeadLetters = [Letter("file", 9), Letter("file", 5)],
                },
                // One for each line, and one that the lines had none left for.
                Report([]) with
                {
                    DeadLetters = [Letter("file", 5), Letter("file", 9), Letter("", 0)],
                }
            )
        );
        Assert.StartsWith("dead_letters.file:5 (3): ", difference, StringComparison.Ordinal);
    }

    [Fact]
    public void What_depends_on_how_events_were_batched_is_no_difference()
    {
        var expected = Report([1, 2]);
        var found = Report([1, 2]);
        found.Table.Users["u1"].Version = 7;
        found.Table.Users["u1"].ContextData = """{"agent_memory":{"loop_worker":{"overflow":[5]}},"version":7}""";
        expected.Table.Users["u1"].ContextData = """{"agent_memory":{"loop_worker":{"overflow":[]}},"version":1}""";
        Assert.Empty(
            StateComparison.Differences(
                expected,
                found with
                {
                    Notifications = [.. found.Notifications, found.Notifications[0]],
                }
            )
        );
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public void What_others_left_there_is_a_difference_and_no_crash(string anything)
    {
        var found = Report([1]);
        found.Table.Users["u1"].ContextData = anything;
        found.Table.Users["u1"].Captures.Add(anything);
        Assert.NotEmpty(
            StateComparison.Differences(Report([1]), found with { Notifications = [.. found.Notifications, anything] })
        );
    }

    private static ProcessReport Report(IEnumerable<int> numbers)
    {
        List<int> all = [.. numbers];
        var user = new UserView { ContextData = """{"agent_memory":{}}""" };
        user.Captures.AddRange(all.Select(number => $$"""{"transaction_id":"t{{number}}"}"""));
        user.Cards.AddRange(all.Select(number => $"fp{number}"));
        return new ProcessReport(
            Totals: null,
            new TableView(
                new(StringComparer.Ordinal) { ["u1"] = user },
                new SortedDictionary<string, Marker>(StringComparer.Ordinal)
            ),
            [.. all.Select(number => $$$"""{"data":{"id":"n{{{number}}}","user_pubkey":"u1"}}""")],
            [.. all.Select(number => (new InputLine("file", number + 1, $"line {number}"), new Failure("code", "")))],
            Unmatched: [],
            SeveralFiles: false
        );
    }
}
