using LoopWorker.Commands.DeadLetters;
using Spectre.Console;

namespace LoopWorker.Tests.Commands.DeadLetters;

public sealed class LetterTableTests
{
    private const string Sentence = "the table was away for longer than the worker may hold a message";

    [Fact]
    public void Where_there_is_room_it_is_a_table_in_which_sentences_wrap()
    {
        var lines = Written(width: 100);
        Assert.Contains(lines, line => line.Contains("│ letters │ code", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.True(line.Length <= 100));
        Assert.Contains(lines, line => line.Contains("5fea7756-0ea4-451a-a703-a558b933e274", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void On_a_narrow_terminal_nothing_is_left_out(int width) =>
        Assert.Equal(
            $"letters: 12 code: retries_exhausted what: {Sentence} example: 5fea7756-0ea4-451a-a703-a558b933e274",
            string.Join(' ', Written(width).Where(line => line.Length > 0).Select(line => line.Trim()))
        );

    private static List<string> Written(int width)
    {
        using var written = new StringWriter();
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(written) }
        );
        console.Profile.Width = width;
        console.Profile.Capabilities.Unicode = true;
        var table = new LetterTable("letters", "code", "what", "example");
        table.AddRow("12", "retries_exhausted", Sentence, "5fea7756-0ea4-451a-a703-a558b933e274");
        table.WriteTo(console);
        return [.. written.ToString().Split('\n')];
    }
}
