using System.Globalization;
using LoopWorker.EndToEndTests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests.Container;

/// <summary>The image at work on the emulators.</summary>
[Collection(nameof(ContainerCollection))]
public sealed class ContainerTests(BuiltImage image)
{
    private const string Name = "worker";
    private const int Events = 50;

    [Fact]
    public async Task The_first_process_without_rights_on_a_root_it_cannot_write_works_answers_and_drains()
    {
        var deployment = new Deployment(SharedEndpoints.Current, settings: [("Health:Port", $"{FreePort.Find()}")]);
        await deployment.ProvisionAsync();
        await using var worker = WorkerProgram.Start(image.Start($"--name={Name}"), deployment.Environment);
        await worker.SaysAsync("Worker started");

        await deployment.SendAsync(Enumerable.Range(0, Events).Select(Yield));
        await deployment.WaitForMarkersAsync(Events);
        await deployment.WaitUntilSettledAsync();
        foreach (var question in (string[])["live", "ready", "startup"])
            Assert.Equal($"{question}: ok", (await InsideAsync("health", question)).Trim());
        var process = await ProcessAsync();
        var stopped = await worker.StopAsync();

        Assert.Equal(0, stopped.ExitCode);
        Assert.Contains("0 are left to their visibility timeout", stopped.Error, StringComparison.Ordinal);
        Assert.Equal("1", process.Status("NSpid").Split('\t')[^1]);
        Assert.Equal(["1654", "1654", "1654", "1654"], process.Status("Uid").Split('\t'));
        Assert.Equal(0, long.Parse(process.Status("CapEff"), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        Assert.Equal("1", process.Status("NoNewPrivs"));
        Assert.StartsWith("ro", process.RootOptions, StringComparison.Ordinal);
    }

    private Task<string> InsideAsync(params string[] arguments) =>
        image.Engine.RunAsync(["exec", Name, "/app/loopworker", .. arguments]);

    private async Task<WorkerProcess> ProcessAsync() =>
        WorkerProcess.Read((await image.Engine.RunAsync("inspect", "--format", "{{.State.Pid}}", Name)).Trim());

    private static string Yield(int number) =>
        $$$"""{"type":"loop.vault.yield.v1","data":{"event_id":"y{{{number}}}","user_pubkey":"u{{{number}}}","amount":5,"occurred_at":"{{{EventMessage.AnHourAgo}}}"}}""";

    /// <summary>What the kernel says of a process, seen from outside of its container.</summary>
    private sealed record WorkerProcess(string[] Lines, string RootOptions)
    {
        public static WorkerProcess Read(string id) =>
            new(
                File.ReadAllLines($"/proc/{id}/status"),
                // proc(5): the fifth field is the mount point, the sixth its options.
                File.ReadLines($"/proc/{id}/mountinfo").Select(line => line.Split(' ')).First(line => line[4] == "/")[5]
            );

        public string Status(string name) =>
            Lines.Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();
    }
}
