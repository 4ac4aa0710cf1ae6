using LoopWorker.Health;
using LoopWorker.Loop.Health;
using LoopWorker.Testing;
using LoopWorker.Testing.Schemas;
using LoopWorker.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace LoopWorker.Tests.Health;

public sealed class HealthCommandTests
{
    private readonly int _port = FreePort.Find();

    [Theory]
    [InlineData("", true, "live: ok\n")]
    [InlineData("live", false, "live: failed\nThe stage 'settle' is hung.\n")]
    [InlineData("ready", true, "ready: ok\n")]
    [InlineData("startup", false, "startup: failed\nThe stage 'settle' is hung.\n")]
    public async Task It_prints_the_verdict_with_its_reasons_and_ends_accordingly(
        string question,
        bool isOk,
        string expected
    )
    {
        var path = $"/health/{(question.Length == 0 ? "live" : question)}";
        using var server = await ServeAsync(path, Verdict(isOk));
        var result = await AskAsync(question);
        Assert.Equal((isOk ? 0 : 1, expected, ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task It_prints_the_same_as_JSON()
    {
        using var server = await ServeAsync("/health/ready", Verdict(isOk: false));
        var result = await AskAsync("ready", "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            """
            {
              "status": "failed",
              "reasons": [
                "The stage 'settle' is hung."
              ]
            }

            """,
            result.Output
        );
        CommandSchema.Of("health").Check(result.Output);
    }

    [Fact]
    public async Task Without_a_port_it_cannot_be_asked()
    {
        var result = await CommandLine.RunAsync("health");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("Health:Port is 0: the worker serves no health.", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_it_fails_and_says_so()
    {
        var result = await AskAsync();
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal(
            $"http://127.0.0.1:{_port}/health/live does not answer: is the worker running, with the same Health:Port?\n",
            result.Error
        );
    }

    [Fact]
    public async Task Where_another_program_listens_it_fails_and_says_so()
    {
        using var server = await ServeAsync("/health/live", context => context.Response.WriteAsync("<html>"));
        var result = await AskAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("answers, but not as a worker does", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_no_longer_than_it_is_told()
    {
        var never = new TaskCompletionSource();
        using var server = await ServeAsync("/health/live", _ => never.Task);
        var result = await AskAsync("live", "--timeout", "1");
        never.SetResult();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("did not answer within 1 s.", result.Error, StringComparison.Ordinal);
    }

    private static RequestDelegate Verdict(bool isOk) =>
        context =>
            context.Response.WriteAsync(
                HealthBody.Write(new HealthVerdict(isOk, isOk ? [] : ["The stage 'settle' is hung."]))
            );

    private async Task<HealthServer> ServeAsync(string path, RequestDelegate respond)
    {
        var server = new HealthServer(_port, [new ServedPath(path, respond)]);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    // A proxy that the environment names is of no concern.
    private Task<CommandResult> AskAsync(params string[] arguments) =>
        CommandLine.RunAsync(
            ["health", .. arguments.Where(argument => argument.Length > 0)],
            "",
            null,
            ("LoopWorker__Health__Port", $"{_port}"),
            ("http_proxy", "http://127.0.0.1:9")
        );
}
