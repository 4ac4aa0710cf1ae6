using FsCheck.Fluent;
using LoopWorker.Commands;
using LoopWorker.Commands.Completion;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Commands.Completion;

/// <summary>What shells are told. A word is entered after the last space.</summary>
public sealed class SuggestionTests
{
    [Theory]
    [InlineData("card", "cards")]
    [InlineData("cards ", "link list reindex show unlink")]
    [InlineData("cards li", "link list")]
    [InlineData("cards link", "link")]
    [InlineData("help card", "cards")]
    [InlineData("cards help u", "unlink")]
    [InlineData("nonsense ", "")]
    [InlineData("health ", "live ready startup")]
    [InlineData("health r", "ready")]
    [InlineData("completion ", "bash fish powershell zsh")]
    [InlineData("run --stage ", "all apply route")]
    [InlineData("run --stage=a", "--stage=all --stage=apply")]
    [InlineData("process a.ndjson --shift-to ", "now")]
    [InlineData("send a.ndjson --queue ", "loop-events")]
    [InlineData("send a.ndjson --queue=", "--queue=loop-events")]
    [InlineData("cards link fp1 u1 --last4 ", "")]
    public void Commands_and_values_are_suggested_by_how_they_begin(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', Suggested(line)));

    [Theory]
    [InlineData("process ")]
    [InlineData("process a")]
    [InlineData("process --json ")]
    [InlineData("process a.ndjson b")]
    [InlineData("process -- -")]
    [InlineData("send a.ndjson --queue loop-events ")]
    public void Where_a_file_is_expected_the_shell_is_told_so(string line) =>
        Assert.Equal([Suggestions.Files], Suggested(line));

    [Theory]
    [InlineData("process a.ndjson --", "--help --json --now --shift-to --strict")]
    [InlineData("process --json --s", "--shift-to --strict")]
    [InlineData("check ", "--help --json --read-only")]
    [InlineData("check --json ", "--help --read-only")]
    [InlineData("--", "--help --version")]
    [InlineData("check -- ", "")]
    public void Options_are_suggested_where_a_dash_is_entered_or_nothing_else_can_follow_and_once(
        string line,
        string expected
    ) => Assert.Equal(expected, string.Join(' ', Suggested(line)));

    [Fact]
    public void A_suggestion_comes_with_its_description_on_one_line() =>
        Assert.Equal(["--read-only\tOnly describe queues and table"], Lines("check --r"));

    [Fact]
    public void Whatever_has_been_entered_no_suggestion_fails_and_each_begins_as_the_word()
    {
        string[] words =
        [
            .. CommandTree.All().SelectMany(entry => entry.Path.Split(' ')),
            .. CommandTree.All().SelectMany(entry => entry.Command.Options).Select(option => option.Name),
            .. (string[])["help", "--", "-", "--=", "--json=", "--queue=l", "", "x", "[suggest]", "@a", "é"],
        ];
        Property.Holds(
            Gen.Elements(words).NonEmptyListOf(),
            line =>
                Assert.All(
                    Suggestions.Of(WorkerCommands.Create(), [.. line.SkipLast(1)], line[^1]),
                    suggestion =>
                        Assert.True(
                            suggestion == Suggestions.Files
                                || suggestion.StartsWith(line[^1], StringComparison.Ordinal)
                                    && !suggestion.Contains('\n', StringComparison.Ordinal)
                        )
                )
        );
    }

    [Fact]
    public async Task The_program_answers_and_no_setting_that_is_wrong_is_in_the_way()
    {
        var result = await CommandLine.RunAsync(
            ["[suggest]", "send", "--queue", "orders-", ""],
            "",
            null,
            ("LoopWorker__Pipeline__MaxInFlight", "0")
        );
        Assert.Equal((0, ":files\n", ""), (result.ExitCode, result.Output, result.Error));
        var names = await CommandLine.RunAsync(
            ["[suggest]", "send", "--queue", "or"],
            "",
            null,
            ("LoopWorker__Queues__Sources__0__Queue", "orders"),
            ("LoopWorker__Queues__Sources__1__Queue", "crossings")
        );
        Assert.Equal((0, "orders\n", ""), (names.ExitCode, names.Output, names.Error));
    }

    private static IEnumerable<string> Suggested(string line) => Lines(line).Select(text => text.Split('\t')[0]);

    private static IEnumerable<string> Lines(string line)
    {
        var words = line.Split(' ');
        return Suggestions.Of(WorkerCommands.Create(), words[..^1], words[^1]);
    }
}
