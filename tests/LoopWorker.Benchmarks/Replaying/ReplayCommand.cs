using System.CommandLine;
using System.Globalization;
using LoopWorker.Commands;
using LoopWorker.Terminal;
using LoopWorker.Testing.Aws;
using Spectre.Console;

namespace LoopWorker.Benchmarks.Replaying;

/// <summary><c>replay</c></summary>
internal static class ReplayCommand
{
    // Enough for calls to be counted on, which take their time there.
    private const int MostCounted = 5_000;

    public static Command Create()
    {
        var letters = Positive("--letters", 50_000, "How many dead letters are replayed in a run.");
        var runs = Positive("--runs", 3, "How often; figures are the medians.");
        var command = new Command(
            "replay",
            "Time a replay of dead letters beside a loop that receives, sends and deletes one message at a time, on the emulators."
        )
        {
            letters,
            runs,
        };
        command.SetAction((parsed, _) => RunAsync(parsed.GetValue(letters), parsed.GetValue(runs)));
        return command;
    }

    private static async Task<int> RunAsync(int letters, int runs)
    {
        var endpoints = await Emulators.StartAsync();
        await using var run = await ReplayRun.PrepareAsync(endpoints, counts: false);
        await using var counted = await ReplayRun.PrepareAsync(endpoints, counts: true);
        var (ours, theirs) = (new List<ReplayFigure>(), new List<ReplayFigure>());
        for (var i = 0; i < runs; i++)
        {
            theirs.Add(await run.OneByOneAsync(letters));
            ours.Add(await run.ReplayAsync(letters));
        }
        var table = new Table().AddColumns("", "letters a second", "CPU a letter, µs", "calls of SQS a letter");
        foreach (
            var (name, figures, counts) in new[]
            {
                ("one message at a time", theirs, await counted.OneByOneAsync(Math.Min(letters, MostCounted))),
                ("dlq replay", ours, await counted.ReplayAsync(Math.Min(letters, MostCounted))),
            }
        )
            table.AddRow(
                name,
                Text(MedianOf(figures, figure => figure.PerSecond), "N0"),
                Text(MedianOf(figures, figure => figure.Cpu.TotalMicroseconds), "N0"),
                Text(counts.Calls, "N2")
            );
        Output.Standard.Write(table);
        Console.WriteLine(
            $"A replay is {Text(MedianOf(ours, figure => figure.PerSecond) / MedianOf(theirs, figure => figure.PerSecond), "N1")} times as fast."
        );
        return ExitCodes.Done;
    }

    private static double MedianOf(IEnumerable<ReplayFigure> figures, Func<ReplayFigure, double> of) =>
        figures.Select(of).Order().ElementAt(figures.Count() / 2);

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);

    private static Option<int> Positive(string name, int defaultValue, string description)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<int>() > 0))
                result.AddError($"{name} must be more than 0.");
        });
        return option;
    }
}

/// <summary>What a replay took.</summary>
/// <param name="PerSecond">Letters a second.</param>
/// <param name="Cpu">Processor time of this process for each letter.</param>
/// <param name="Calls">Calls of SQS for each letter; 0 if they were not counted.</param>
internal sealed record ReplayFigure(double PerSecond, TimeSpan Cpu, double Calls);
