using System.Diagnostics;

namespace LoopWorker.Tests.Support;

/// <summary>How a command ended, as its caller sees it.</summary>
internal sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>Runs the program as a process of its own.</summary>
internal static class CommandLine
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "loopworker.dll");

    /// <param name="arguments">After the program's name.</param>
    /// <param name="input">Standard input.</param>
    /// <param name="workingDirectory">Null for the program's own.</param>
    /// <param name="environment">Variables added to those of this process.</param>
    public static async Task<CommandResult> RunAsync(
        IEnumerable<string> arguments,
        string input = "",
        string? workingDirectory = null,
        params (string Name, string Value)[] environment
    )
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? AppContext.BaseDirectory,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CommandResult(process.ExitCode, await output, await error);
    }

    public static Task<CommandResult> RunAsync(params string[] arguments) => RunAsync(arguments, input: "");
}
