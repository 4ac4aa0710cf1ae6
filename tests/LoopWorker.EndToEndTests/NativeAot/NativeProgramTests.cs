using LoopWorker.EndToEndTests.Environment;

namespace LoopWorker.EndToEndTests.NativeAot;

[Collection(nameof(NativeProgramCollection))]
public sealed class NativeProgramTests(NativeProgram program)
{
    private static readonly string Morning = Path.Combine(AppContext.BaseDirectory, "samples", "morning.ndjson");
    private static readonly Dictionary<string, string> NoVariables = [];

    [Theory]
    [InlineData("--help")]
    [InlineData("completion", "bash")]
    [InlineData("[suggest]", "send", "--queue", "")]
    [InlineData("process", "samples/morning.ndjson")]
    [InlineData("process", "samples/morning.ndjson", "--json")]
    [InlineData("process", "samples/day.ndjson", "--json")]
    public async Task It_prints_what_the_built_program_prints(params string[] arguments)
    {
        var native = await WorkerProgram.RunAsync(await program.CommandAsync(), NoVariables, arguments);

        Assert.Equal(await WorkerProgram.RunAsync(WorkerProgram.Built, NoVariables, arguments), native);
        Assert.NotEmpty(native.Output);
    }

    [Fact]
    public async Task Its_folder_holds_the_program_the_settings_and_their_schema()
    {
        _ = await program.CommandAsync();

        Assert.Equal(
            ["appsettings.json", "docs/settings.schema.json", "loopworker"],
            Directory
                .EnumerateFiles(program.Published, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(program.Published, file))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_morning_on_SQS_and_DynamoDB_comes_to_what_process_says_of_it()
    {
        var environment = new Deployment(SharedEndpoints.Current, fifo: true).Environment;
        const string Noon = "2099-01-01T12:00:00Z";

        await EndsAsync(0, "provision");
        await EndsAsync(0, "send", Morning, "--as-is", "--shift-to", Noon);
        await EndsAsync(0, "run", "--now", Noon, "--until-drained");
        await EndsAsync(0, "compare", Morning, "--shift-to", Noon, "--consume");

        async Task EndsAsync(int exitCode, params string[] arguments)
        {
            var result = await WorkerProgram.RunAsync(await program.CommandAsync(), environment, arguments);
            Assert.True(result.ExitCode == exitCode, $"{arguments[0]} ended with {result.ExitCode}: {result.Error}");
        }
    }
}
