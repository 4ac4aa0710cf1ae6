using System.Globalization;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.EndToEndTests;

public sealed class ProcessComparisonTests
{
    private static readonly string Sample = Path.Combine(AppContext.BaseDirectory, "samples", "day.ndjson");

    /// <remarks>
    /// The clock stands an hour ahead of the true one, for DynamoDB deletes what is past its time by its own clock.
    /// </remarks>
    [Fact]
    public async Task A_day_on_SQS_and_DynamoDB_comes_to_what_process_says_of_it()
    {
        var at = DateTimeOffset.UtcNow.AddHours(1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var deployment = new Deployment(SharedEndpoints.Current, fifo: true);
        await deployment.ProvisionAsync();

        await using var worker = WorkerProgram.Start(deployment.Environment, "run", "--now", at);
        var sent = await WorkerProgram.RunAsync(
            deployment.Environment,
            ["send", Sample, "--as-is", "--in-order", "--shift-to", at]
        );
        // Two of its lines prepare what cannot be.
        Assert.Equal(3, sent.ExitCode);
        await deployment.RunAsync("run", "--now", at, "--until-drained");
        var stopped = await worker.StopAsync();

        Assert.Equal(0, stopped.ExitCode);
        var comparison = await WorkerProgram.RunAsync(
            deployment.Environment,
            "compare",
            Sample,
            "--shift-to",
            at,
            "--consume"
        );
        Assert.True(comparison.ExitCode == 0, comparison.Output + comparison.Error);
        Assert.StartsWith("Equal: ", comparison.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_does_a_morning_whose_cards_are_linked_at_its_end()
    {
        var lines = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "samples", "morning.ndjson"));
        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(
            file,
            lines.OrderBy(line => line.Contains("loop.card.link.v1", StringComparison.Ordinal))
        );
        try
        {
            var at = DateTimeOffset
                .UtcNow.AddHours(1)
                .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            var deployment = new Deployment(
                SharedEndpoints.Current,
                fifo: true,
                settings: ("Capture:UnknownCard", "Park")
            );
            await deployment.ProvisionAsync();
            await using var worker = WorkerProgram.Start(deployment.Environment, "run", "--now", at);
            await WorkerProgram.RunAsync(
                deployment.Environment,
                ["send", file, "--as-is", "--in-order", "--shift-to", at]
            );
            Assert.Equal(0, (await worker.StopAsync()).ExitCode);
            var comparison = await WorkerProgram.RunAsync(
                deployment.Environment,
                ["compare", file, "--shift-to", at, "--consume", "--json"]
            );
            Assert.True(comparison.ExitCode == 0, comparison.Output + comparison.Error);
            Assert.True(CommandSchema.Of("compare").Check(comparison.Output).GetProperty("equal").GetBoolean());
        }
        finally
        {
            File.Delete(file);
        }
    }
}
