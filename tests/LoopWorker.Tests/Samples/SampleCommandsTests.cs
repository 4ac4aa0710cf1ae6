using LoopWorker.Samples.Toolkit.Running;
using LoopWorker.Testing.Documents;

namespace LoopWorker.Tests.Samples;

/// <summary>The command line of the samples, and the documented commands that run them in memory.</summary>
public sealed class SampleCommandsTests
{
    public static TheoryData<DocumentedCommand> Commands => [.. CommandRunner.ToolkitSamples.Commands];

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public async Task A_documented_command_works(DocumentedCommand command)
    {
        var (exitCode, output, error) = await RunAsync(
            command.Text.Split(" -- ", 2) is [_, var arguments] ? arguments.Split(' ') : []
        );
        Assert.True(exitCode == 0, $"{command}: {error}");
        Assert.NotEmpty(output);
    }

    [Fact]
    public async Task Without_a_name_each_sample_is_listed_on_a_line_of_its_own()
    {
        var (exitCode, output, _) = await RunAsync();
        Assert.Equal(0, exitCode);
        var lines = output.Split(System.Environment.NewLine);
        Assert.All(
            Sample.All,
            sample => Assert.Single(lines, line => line.StartsWith($"{sample.Name} ", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task One_is_run_by_its_name_and_all_together()
    {
        var (_, one, _) = await RunAsync("counters");
        var (_, all, _) = await RunAsync("all");
        Assert.Single(Headings(one));
        Assert.Equal(Sample.All.Count, Headings(all).Count());
        Assert.Contains(one, all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lock")]
    [InlineData("counters sessions")]
    [InlineData("counters --dynamo")]
    public async Task An_unknown_name_is_wrong_usage_and_the_names_are_told(string arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments.Split(' '));
        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.StartsWith($"'{arguments}' is not a sample.", error, StringComparison.Ordinal);
        Assert.All(Sample.All, sample => Assert.Contains(sample.Name, error, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interrupted_run_says_so_and_fails()
    {
        var (exitCode, _, error) = await RunAsync(["counters"], new CancellationToken(canceled: true));
        Assert.Equal(1, exitCode);
        Assert.Equal("Interrupted.", error.Trim());
    }

    private static IEnumerable<string> Headings(string output) =>
        output.Split(System.Environment.NewLine).Where(line => line.StartsWith("== ", StringComparison.Ordinal));

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(arguments, TestContext.Current.CancellationToken);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string[] arguments,
        CancellationToken cancellation
    )
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await SampleCommand.RunAsync(arguments, output, error, cancellation);
        return (exitCode, output.ToString(), error.ToString());
    }
}
