using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using LoopWorker.Benchmarks.Scaling.Figures;
using LoopWorker.Benchmarks.Scaling.Traffic;
using LoopWorker.Commands;
using LoopWorker.Terminal;

namespace LoopWorker.Benchmarks.Scaling;

/// <summary><c>scale</c></summary>
internal static class ScaleCommand
{
    public static Command Create()
    {
        var ways = ListOption.Create<ScaleWay>(
            "--ways",
            "direct",
            "Ways that events take, separated by commas.",
            ScaleCase.IsWay
        );
        var replicas = ListOption.Create<int>("--replicas", "1,2,4,8,16", "Numbers of replicas.", ListOption.IsCount);
        var workloads = ListOption.Create<Workload>(
            "--workloads",
            string.Join(',', Workload.All.Select(workload => workload.Name)),
            "Whom the events concern.",
            IsWorkload
        );
        var warmUp = Seconds("--warm-up", 2, "Virtual seconds before anything is measured.");
        var seconds = Seconds("--seconds", 4, "Virtual seconds that are measured.");
        var seed = new Option<int>("--seed")
        {
            Description = "The same seed gives the same figures.",
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<bool>("--json") { Description = "Print one JSON object." };
        var command = new Command("scale", "Run replicas side by side in virtual time, and show what each adds.")
        {
            ways,
            replicas,
            workloads,
            warmUp,
            seconds,
            seed,
            json,
        };
        command.SetAction(parsed =>
        {
            var cases =
                from workload in parsed.GetRequiredValue(workloads)
                from way in parsed.GetRequiredValue(ways)
                from count in parsed.GetRequiredValue(replicas)
                select new ScaleCase(way, count, workload);
            var options = new ScaleOptions(
                TimeSpan.FromSeconds(parsed.GetValue(warmUp)),
                TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                parsed.GetValue(seed)
            );
            return Run([.. cases], options, parsed.GetValue(json));
        });
        return command;
    }

    private static int Run(IReadOnlyList<ScaleCase> cases, ScaleOptions options, bool json)
    {
        var results = new List<ScaleResult>();
        foreach (var ofWorkload in cases.GroupBy(scaleCase => scaleCase.Workload))
        {
            var population = new Population(ofWorkload.Key, new Random(options.Seed), ScaleRun.Start);
            results.AddRange(ofWorkload.Select(scaleCase => Run(scaleCase, population, options)));
        }
        var report = new ScaleReport(results);
        if (json)
            Console.WriteLine(report.ToJson());
        else
            report.Write(Output.Standard);
        return results.TrueForAll(result => result.Faults.Count == 0) ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static ScaleResult Run(ScaleCase scaleCase, Population population, ScaleOptions options)
    {
        var begun = TimeProvider.System.GetTimestamp();
        var result = ScaleRun.Run(scaleCase, population, options);
        var took = TimeProvider.System.GetElapsedTime(begun);
        Console.Error.WriteLine($"{scaleCase}: {result.Settled:N0} events, simulated in {took.TotalSeconds:0.0} s");
        foreach (var fault in result.Faults)
            Console.Error.WriteLine($"{scaleCase}: {fault}");
        return result;
    }

    private static bool IsWorkload(string text, [MaybeNullWhen(false)] out Workload workload) =>
        (workload = Workload.All.FirstOrDefault(known => known.Name == text)) is not null;

    private static Option<double> Seconds(string name, double defaultValue, string description)
    {
        var option = new Option<double>(name) { Description = description, DefaultValueFactory = _ => defaultValue };
        option.Validators.Add(result =>
        {
            if (!(result.GetValueOrDefault<double>() is > 0 and <= 3_600))
                result.AddError($"{name} must be more than 0 and at most 3600.");
        });
        return option;
    }
}
