using LoopWorker.Commands;
using LoopWorker.Commands.Arguments;
using LoopWorker.Testing;
using LoopWorker.Testing.Documents;

namespace LoopWorker.Tests.Documents;

/// <summary>Commands of the program that pages name in their text are read by the program's own command line.</summary>
public sealed class InlineCommandsTests
{
    // With and without the program's name; without, a command with options, for a word alone may be any word.
    private static readonly string[] Commands =
    [
        .. WorkerCommands.Create().Subcommands.Select(command => $"{command.Name} "),
    ];

    // What the program says of something that is left out.
    private static readonly string[] Left = [" is missing: ", " needs a value: ", " needs a command: "];

    public static TheoryData<string> Named =>
        [
            .. Page.All.SelectMany(page =>
                page.InlineCode.Where(entry => IsCommand(entry.Code))
                    .Select(entry => $"{page.Path}:{entry.Line}: {entry.Code}")
            ),
        ];

    [Theory]
    [MemberData(nameof(Named))]
    public void It_is_one_that_the_program_knows(string named) => Assert.Empty(ErrorsOf(named.Split(": ", 2)[1]));

    [Theory]
    [InlineData("loopworker runn")]
    [InlineData("loopworker run --until-empty")]
    [InlineData("loopworker health [live|alive]")]
    [InlineData("loopworker process FILE... [--at TIME]")]
    public void One_that_it_does_not_know_is_found(string named)
    {
        Assert.True(IsCommand(named));
        Assert.NotEmpty(ErrorsOf(named));
    }

    private static bool IsCommand(string code) =>
        code.StartsWith("loopworker ", StringComparison.Ordinal)
        || (
            code.Contains(" --", StringComparison.Ordinal)
            && Commands.Any(command => code.StartsWith(command, StringComparison.Ordinal))
        );

    // A text may leave out what a command needs: "`compare --now`".
    private static IEnumerable<string> ErrorsOf(string named) =>
        Readings(named)
            .SelectMany(words => UsageErrors.Of(CommandParsing.Parse(WorkerCommands.Create(), words), words))
            .Where(message => !Left.Any(left => message.Contains(left, StringComparison.Ordinal)))
            .Select(message => $"{named}: {message}");

    // "health [live|ready] [--json]" is read once for each alternative, and with all that may be left out.
    private static IEnumerable<string[]> Readings(string named)
    {
        var words = named
            .Replace("loopworker ", "", StringComparison.Ordinal)
            .Replace("...", "", StringComparison.Ordinal)
            .Split([' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries);
        var alternatives = words.Max(word => word.Split('|').Length);
        return Enumerable
            .Range(0, alternatives)
            .Select(index =>
                words.Select(word => word.Split('|')).Select(choice => Filled(choice[index % choice.Length])).ToArray()
            );
    }

    private static string Filled(string word) =>
        word switch
        {
            "FILE" => Repository.At("samples", "day.ndjson"),
            "TIME" => "now",
            "NNNN" => "4242",
            _ => word,
        };
}
