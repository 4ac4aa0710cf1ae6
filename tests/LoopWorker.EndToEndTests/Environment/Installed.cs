using LoopWorker.Testing;
using Variable = System.Environment;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>Programs of the machine that tests start.</summary>
internal static class Installed
{
    /// <summary>Whether it is in one of the folders of <c>PATH</c>.</summary>
    public static bool Has(string program) =>
        (Variable.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs a program that must succeed, in the repository's folder.</summary>
    /// <returns>What it printed on standard output.</returns>
    public static async Task<string> RunAsync(params IReadOnlyList<string> command)
    {
        var ended = await CommandOutput.OfAsync(command[0], command.Skip(1));
        Assert.True(
            ended.ExitCode == 0,
            $"{string.Join(' ', command)} ended with {ended.ExitCode}:\n{ended.Output}\n{ended.Error}"
        );
        return ended.Output;
    }
}
