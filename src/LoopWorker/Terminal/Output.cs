using Spectre.Console;

namespace LoopWorker.Terminal;

/// <summary>Output for people: on a terminal with colours and the terminal's width, elsewhere plain text.</summary>
public static class Output
{
    // What is not a terminal has no width; long lines are easier to search than wrapped ones.
    private const int PlainWidth = 160;

    public static IAnsiConsole Standard { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        var console = AnsiConsole.Create(
            new AnsiConsoleSettings
            {
                Out = new AnsiConsoleOutput(writer),
                Ansi = isRedirected ? AnsiSupport.No : AnsiSupport.Detect,
                ColorSystem = isRedirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            }
        );
        if (isRedirected)
            console.Profile.Width = PlainWidth;
        return console;
    }
}
