using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests;

public sealed class DocumentedCommandsTests
{
    private const string Prefix = "dotnet run --project src/LoopWorker -- ";
    private static readonly string[] WithoutCloud = ["demo", "process"];

    [Theory]
    [InlineData("README.md")]
    [InlineData("aws.md")]
    public async Task The_commands_of_a_document_work_one_after_another(string document)
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        var commands = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "docs", document))
            .Where(line => line.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(line => line[Prefix.Length..].Split(' '))
            .Where(command => !WithoutCloud.Contains(command[0]))
            .ToList();
        Assert.True(commands.Count >= 3, "The document names commands.");
        foreach (var command in commands)
            await deployment.RunAsync(command);
        Assert.True(await deployment.CountMarkersAsync() > 100);
    }
}
