using System.CommandLine;
using System.CommandLine.Parsing;
using LoopWorker.Commands;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Testing;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Commands;

/// <summary>What the help of each command ends with.</summary>
public sealed class HelpExampleTests
{
    private const int MostExamples = 3;

    public static TheoryData<string> Working => [.. CommandTree.All().Where(IsWorking).Select(entry => entry.Path)];

    [Theory]
    [MemberData(nameof(Working))]
    public void A_command_that_does_something_has_one_to_three_examples_of_itself(string path)
    {
        var examples = CommandExamples.Of(CommandTree.Find(path));

        Assert.InRange(examples.Count, 1, MostExamples);
        Assert.All(examples, example => Assert.StartsWith($"loopworker {path}", example, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Working))]
    public void An_example_is_read_without_an_error(string path)
    {
        foreach (var example in CommandExamples.Of(CommandTree.Find(path)))
        {
            string[] arguments = [.. CommandLineParser.SplitCommandLine(example).Skip(1)];
            var parsed = CommandParsing.Parse(WorkerCommands.Create(), arguments);

            Assert.Empty(UsageErrors.Of(parsed, arguments));
            Assert.Equal(path.Split(' ')[^1], parsed.CommandResult.Command.Name);
        }
    }

    [Theory]
    [InlineData("process --help", "loopworker process samples/day.ndjson")]
    [InlineData("cards help link", "loopworker cards link fp-ada ada --last4 4242")]
    [InlineData("--help", "loopworker demo")]
    public async Task Help_ends_with_the_examples(string arguments, string example)
    {
        var result = await CommandLine.RunAsync(arguments.Split(' '));

        Assert.Equal(0, result.ExitCode);
        var end = result.Output.ReplaceLineEndings("\n").Split("\nExamples:\n");
        Assert.Equal(2, end.Length);
        Assert.Contains($"  {example}\n", end[1], StringComparison.Ordinal);
        Assert.All(
            end[1].TrimEnd('\n').Split('\n'),
            line => Assert.StartsWith("  loopworker ", line, StringComparison.Ordinal)
        );
    }

    private static bool IsWorking((string Path, Command Command) entry) => entry.Command.Action is not null;
}
