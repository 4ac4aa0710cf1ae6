using System.Net;
using LoopWorker.Configuration;
using LoopWorker.Health;
using LoopWorker.Loop.Health;
using LoopWorker.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace LoopWorker.Tests.Health;

public sealed class HealthServerTests : IDisposable
{
    private readonly int _port = FreePort.Find();
    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData("GET", "/health/live", HttpStatusCode.OK)]
    [InlineData("HEAD", "/health/live", HttpStatusCode.OK)]
    [InlineData("GET", "/health/ready", HttpStatusCode.ServiceUnavailable)]
    [InlineData("HEAD", "/health/startup", HttpStatusCode.ServiceUnavailable)]
    [InlineData("POST", "/health/live", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/health", HttpStatusCode.NotFound)]
    [InlineData("GET", "/health/Live", HttpStatusCode.NotFound)]
    [InlineData("GET", "/metrics", HttpStatusCode.NotFound)]
    public async Task It_answers_gets_of_its_paths_and_nothing_else(string method, string path, HttpStatusCode status)
    {
        using var host = await StartAsync();

        using var request = new HttpRequestMessage(new HttpMethod(method), $"http://127.0.0.1:{_port}{path}");
        using var answer = await _client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("no-store", answer.Headers.CacheControl?.ToString());
        var body = await answer.Content.ReadAsStringAsync();
        var isVerdict = status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable;
        Assert.Equal(isVerdict && method == "GET", body.Length > 0);
        if (isVerdict)
            Assert.True(answer.Content.Headers.ContentLength > 0);
        if (method == "GET" && isVerdict)
            Assert.Equal(status == HttpStatusCode.OK, HealthBody.Read(body)?.IsOk);
    }

    // Of a worker that has not begun.
    [Fact]
    public async Task A_body_says_how_it_is_and_why()
    {
        using var host = await StartAsync();
        Assert.Equal(
            """{"status":"ok","reasons":[]}""",
            await _client.GetStringAsync($"http://127.0.0.1:{_port}/health/live")
        );
        using var ready = await _client.GetAsync($"http://127.0.0.1:{_port}/health/ready");
        Assert.Equal(
            """{"status":"failed","reasons":["The worker is starting: it receives once queues and table answer and the preflight has passed."]}""",
            await ready.Content.ReadAsStringAsync()
        );
    }

    // Probes come from a pod's node.
    [Fact]
    public async Task It_listens_on_every_interface()
    {
        using var host = await StartAsync();
        using var answer = await _client.GetAsync($"http://127.0.0.2:{_port}/health/live");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_names_the_setting()
    {
        using var host = await StartAsync();
        using var second = new HealthServer(_port, []);
        var exception = await Assert.ThrowsAsync<SettingsException>(() =>
            second.StartAsync(TestContext.Current.CancellationToken)
        );
        Assert.Contains(
            $"Health:Port is {_port}: another program listens on it. Set another port, or 0 for none.",
            exception.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_port_nothing_is_registered() =>
        Assert.Empty(new ServiceCollection().AddHealth(new HealthSettings()));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_written_is_read_as_it_was(bool isOk)
    {
        var verdict = new HealthVerdict(isOk, ["The stage 'commit' …", "\"quoted\""]);
        var read = HealthBody.Read(HealthBody.Write(verdict))!;
        Assert.Equal(isOk, read.IsOk);
        Assert.Equal(verdict.Reasons, read.Reasons);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html></html>")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"status":"up"}""")]
    [InlineData("""{"status":1,"reasons":[]}""")]
    [InlineData("""{"status":"ok"}""")]
    [InlineData("""{"status":"ok","reasons":[null,1]}""")]
    [InlineData("""{"status":"ok","reasons":{}}""")]
    public void What_is_no_verdict_is_not_taken_for_one(string body) => Assert.Null(HealthBody.Read(body));

    private async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder
            .Services.AddSingleton(new HealthRules(TimeSpan.FromMinutes(2)))
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ServiceAnswers>()
            .AddSingleton<WorkerHealth>()
            .AddHealth(new HealthSettings { Port = _port });
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
