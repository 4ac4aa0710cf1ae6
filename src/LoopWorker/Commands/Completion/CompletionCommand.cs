using System.CommandLine;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;

namespace LoopWorker.Commands.Completion;

/// <summary><c>loopworker completion SHELL</c></summary>
public static class CompletionCommand
{
    public static Command Create()
    {
        var shell = CheckedOptions.RequiredOneOf(
            "SHELL",
            ShellScripts.Shells,
            "The shell; how it loads the script is said in its first line."
        );
        var command = new Command(
            "completion",
            "Print a script by which a shell completes commands, options and values. In bash: source <(loopworker completion bash)"
        )
        {
            shell,
        };
        command.SetAction(
            async (parsed, _) =>
            {
                await Console.Out.WriteAsync(ShellScripts.Read(parsed.GetValue(shell)!));
                return ExitCodes.Done;
            }
        );
        return command.WithExamples("loopworker completion bash", "loopworker completion zsh");
    }
}
