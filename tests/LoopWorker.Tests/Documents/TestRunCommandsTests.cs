using LoopWorker.Testing;
using LoopWorker.Testing.Documents;

namespace LoopWorker.Tests.Documents;

/// <summary>The documented test runs are parts of the gate's.</summary>
public sealed class TestRunCommandsTests
{
    public static TheoryData<DocumentedCommand> Commands => [.. CommandRunner.TestRun.Commands];

    [Theory]
    [MemberData(nameof(Commands), DisableDiscoveryEnumeration = true)]
    public void It_runs_projects_that_the_gate_runs(DocumentedCommand command)
    {
        if (command.Text.Split(' ') is not ["dotnet", "test", var project])
        {
            Assert.Equal("dotnet test", command.Text);
            return;
        }
        var file = $"{project}/{Path.GetFileName(project)}.csproj";
        Assert.True(File.Exists(Repository.At(file)), $"{command}: there is no {file}.");
        Assert.Contains(
            file,
            File.ReadAllText(Repository.At("LoopWorker.sln")).Replace('\\', '/'),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_gate_runs_the_tests_of_the_whole_solution() =>
        Assert.Contains(
            File.ReadLines(Repository.At(".ci", "run")),
            line => line.StartsWith("dotnet test --no-build ", StringComparison.Ordinal)
        );
}
