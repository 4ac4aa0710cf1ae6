using LoopWorker.Testing.Documents;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Documents;

/// <summary>The documented commands that need no cloud.</summary>
public sealed class EmbeddedCommandsTests
{
    public static TheoryData<DocumentedCommand> Commands => [.. CommandRunner.WithoutCloud.Commands];

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public async Task It_works(DocumentedCommand command)
    {
        var result = await CommandLine.RunAsync(command.Text.Split(" -- ", 2)[1].Split(' '));
        Assert.True(result.ExitCode == 0, $"{command}: {result.Error}");
        Assert.NotEmpty(result.Output);
    }
}
