using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests;

public sealed class SendTests
{
    private static readonly string Good =
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y1","user_pubkey":"u1","amount":5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";

    private static readonly string Bad =
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y2","user_pubkey":"u1","amount":-5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";

    [Fact]
    public async Task Lines_that_would_become_dead_letters_are_refused_by_number_and_the_others_sent()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var file = await FileAsync(Good, Bad, "no json");
        try
        {
            var sent = await WorkerProgram.RunAsync(deployment.Environment, "send", file, "--json");

            Assert.Equal(3, sent.ExitCode);
            var report = CommandSchema.Of("send").Check(sent.Output);
            Assert.Equal(1, report.GetProperty("sent").GetInt32());
            Assert.Equal(
                [(2, "invalid_field"), (3, "invalid_json")],
                report
                    .GetProperty("refused")
                    .EnumerateArray()
                    .Select(entry => (entry.GetProperty("line").GetInt32(), entry.GetProperty("code").GetString()!))
            );
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Nothing_sent_is_a_failure()
    {
        var deployment = new Deployment(SharedEndpoints.Current);
        await deployment.ProvisionAsync();
        var file = await FileAsync(Bad);
        try
        {
            Assert.Equal(1, (await WorkerProgram.RunAsync(deployment.Environment, "send", file)).ExitCode);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_queue_that_is_no_source_is_wrong_usage()
    {
        var sent = await WorkerProgram.RunAsync(
            new Deployment(SharedEndpoints.Current).Environment,
            "send",
            "samples/day.ndjson",
            "--queue",
            "elsewhere"
        );
        Assert.Equal(2, sent.ExitCode);
        Assert.Contains("--queue is 'elsewhere'", sent.Error, StringComparison.Ordinal);
    }

    private static async Task<string> FileAsync(params string[] lines)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(file, lines);
        return file;
    }
}
