using System.CommandLine;
using System.Globalization;
using LoopWorker.Commands.Arguments;
using LoopWorker.Commands.Help;
using LoopWorker.Configuration;
using LoopWorker.Health;
using LoopWorker.Hosting;
using LoopWorker.Loop.Health;
using LoopWorker.Terminal;

namespace LoopWorker.Commands;

/// <summary><c>loopworker health</c></summary>
public static class HealthCommand
{
    private const int ShortestTimeout = 1;
    private const int LongestTimeout = 60;

    public static Command Create()
    {
        var question = CheckedOptions.OneOfArgument(
            "QUESTION",
            ["live", "ready", "startup"],
            "What to ask: 'live', 'ready' or 'startup'."
        );
        var timeout = CheckedOptions.Whole(
            "--timeout",
            (ShortestTimeout, LongestTimeout),
            5,
            "How long to wait for the answer, in seconds.",
            "seconds"
        );
        timeout.HelpName = "seconds";
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("health", "Ask the worker on this machine for its health, on LoopWorker:Health:Port.")
        {
            question,
            timeout,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                RunAsync(
                    parsed.GetValue(question)!,
                    TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                    parsed.GetValue(json),
                    cancellation
                )
        );
        return command.WithExamples("loopworker health", "loopworker health ready --timeout 2 --json");
    }

    private static async Task<int> RunAsync(
        string question,
        TimeSpan timeout,
        bool json,
        CancellationToken cancellation
    )
    {
        var settings = SettingsLoading.Load(WorkerHost.ReadConfiguration());
        if (settings.Health.Port == 0)
            throw new SettingsException([
                "Health:Port is 0: the worker serves no health. Set the worker's port, here and where it runs.",
            ]);
        var (verdict, error) = await AskAsync(settings.Health.Port, question, timeout, cancellation);
        if (verdict is null)
        {
            await Console.Error.WriteLineAsync(error);
            return ExitCodes.Failed;
        }
        if (json)
            await Console.Out.WriteLineAsync(ReportJson.Safe(HealthBody.ToJson(verdict)));
        else
            foreach (var line in verdict.Reasons.Prepend($"{question}: {(verdict.IsOk ? "ok" : "failed")}"))
                await Console.Out.WriteLineAsync(line);
        return verdict.IsOk ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<(HealthVerdict? Verdict, string? Error)> AskAsync(
        int port,
        string question,
        TimeSpan timeout,
        CancellationToken cancellation
    )
    {
        // Not by way of a proxy that the environment names: it is this machine.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = timeout };
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/{question}");
        try
        {
            using var answer = await client.GetAsync(new Uri(address), cancellation);
            var verdict = HealthBody.Read(await answer.Content.ReadAsStringAsync(cancellation));
            return verdict is null
                ? (null, $"{address} answers, but not as a worker does: is Health:Port another program's?")
                : (verdict, null);
        }
        catch (HttpRequestException)
        {
            return (null, $"{address} does not answer: is the worker running, with the same Health:Port?");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return (null, $"{address} did not answer within {timeout.TotalSeconds} s.");
        }
    }
}
