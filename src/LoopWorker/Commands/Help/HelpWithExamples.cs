using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace LoopWorker.Commands.Help;

/// <summary>The usual help, and below it the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => usual.ClearsParseErrors;

    /// <summary>Makes it the help of a command and of all below it.</summary>
    public static void UseFor(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var exitCode = usual.Invoke(parseResult);
        if (CommandExamples.Of(parseResult.CommandResult.Command) is { Count: > 0 } examples)
            Write(parseResult.InvocationConfiguration.Output, examples);
        return exitCode;
    }

    // As the sections above: a title, lines indented by two, an empty line.
    private static void Write(TextWriter output, IReadOnlyList<string> examples)
    {
        output.WriteLine("Examples:");
        foreach (var example in examples)
            output.WriteLine($"  {example}");
        output.WriteLine();
    }
}
