using System.Diagnostics;
using LoopWorker.Testing;

namespace LoopWorker.Testing;

/// <summary>What a program said before it ended.</summary>
public sealed record CommandOutput(int ExitCode, string Output, string Error)
{
    /// <summary>Whether a program is in one of the folders of <c>PATH</c>.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program in the repository's folder to its end.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">If the program is not there.</exception>
    public static async Task<CommandOutput> OfAsync(string program, IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: what it said tells why.
        }
        await process.WaitForExitAsync();
        return new CommandOutput(process.ExitCode, await output, await error);
    }
}
