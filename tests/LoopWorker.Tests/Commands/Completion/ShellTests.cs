using LoopWorker.Testing;

namespace LoopWorker.Tests.Commands.Completion;

/// <summary>The scripts in the shells that read them.</summary>
public sealed class ShellTests
{
    [Fact]
    public async Task Bash_completes_commands_values_and_files()
    {
        Require("bash");

        Assert.Equal(["cards"], await Shells.BashAsync("card"));
        Assert.Equal(["link", "list"], await Shells.BashAsync("cards", "li"));
        Assert.Equal(["loop-events"], await Shells.BashAsync("send", "--queue", "=", "lo"));
        Assert.Equal(["samples/day.ndjson"], await Shells.BashAsync("process", "--json", "samples/day.n"));
    }

    [Fact]
    public async Task Fish_completes_commands_values_and_files()
    {
        Require("fish");

        Assert.Equal(
            ["cards\tLink cards to users, and show, list and unlink them"],
            await Shells.FishAsync("loopworker card")
        );
        Assert.Contains(
            "link\t",
            string.Join('\n', await Shells.FishAsync("loopworker cards ")),
            StringComparison.Ordinal
        );
        Assert.Equal(["loop-events"], await Shells.FishAsync("loopworker send --queue lo"));
        Assert.Equal(["samples/day.ndjson"], await Shells.FishAsync("loopworker process --json samples/day.n"));
    }

    [Fact]
    public async Task Zsh_completes_commands_values_and_files()
    {
        Require("zsh");

        Assert.Equal(
            ["loopworker cards ", "loopworker send --queue=loop-events ", "loopworker process samples/day.ndjson "],
            await Shells.ZshAsync("loopworker card", "loopworker send --queue=lo", "loopworker process samples/day.n")
        );
    }

    [Fact]
    public async Task PowerShell_completes_commands_values_and_files()
    {
        Require("pwsh");

        Assert.Equal(["cards"], await Shells.PowerShellAsync("loopworker card"));
        Assert.Equal(["link", "list", "reindex", "show", "unlink"], await Shells.PowerShellAsync("loopworker cards "));
        Assert.Equal(["loop-events"], await Shells.PowerShellAsync("loopworker send --queue lo"));
    }

    private static void Require(string shell) =>
        Assert.SkipUnless(CommandOutput.IsInstalled(shell), $"{shell} is not installed.");
}
