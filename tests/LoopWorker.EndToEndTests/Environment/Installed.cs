using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests.Environment;

/// <summary>Programs of the machine that tests start.</summary>
internal static class Installed
{
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
