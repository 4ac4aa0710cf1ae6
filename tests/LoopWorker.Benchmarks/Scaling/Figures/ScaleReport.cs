using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace LoopWorker.Benchmarks.Scaling.Figures;

/// <summary>The figures of all cases, for people and for programs.</summary>
internal sealed class ScaleReport(IReadOnlyList<ScaleResult> results)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A table for each workload, with a column for each case.</summary>
    public void Write(IAnsiConsole console)
    {
        foreach (var workload in results.GroupBy(result => result.Case.Workload))
        {
            var cases = workload.ToList();
            var table = new Table().Title(workload.Key.Name).AddColumn("");
            foreach (var result in cases)
                table.AddColumn(
                    new TableColumn($"{result.Case.WayName} × {result.Case.Replicas}").RightAligned().NoWrap()
                );
            foreach (var figure in Figure.All)
                table.AddRow([figure.Label, .. cases.Select(result => Text(figure, result))]);
            console.Write(table);
        }
        console.WriteLine(
            "In virtual time: calls take time, CPU takes none. What limits a replica is latency and concurrency."
        );
        console.WriteLine("The baseline is one replica of the first way.");
    }

    public string ToJson() =>
        new JsonObject { ["cases"] = new JsonArray([.. results.Select(Json)]) }.ToJsonString(Indented);

    private string Text(Figure figure, ScaleResult result) =>
        figure.Of(result, BaselineOf(result))?.ToString(figure.Format, CultureInfo.InvariantCulture) ?? "–";

    private JsonObject Json(ScaleResult result)
    {
        var json = new JsonObject
        {
            ["workload"] = result.Case.Workload.Name,
            ["way"] = result.Case.WayName,
            ["replicas"] = result.Case.Replicas,
        };
        foreach (var figure in Figure.All)
            json[figure.Name] = figure.Of(result, BaselineOf(result));
        json["faults"] = new JsonArray([.. result.Faults.Select(fault => JsonValue.Create(fault))]);
        return json;
    }

    private ScaleResult? BaselineOf(ScaleResult result) =>
        results.FirstOrDefault(other => other.Case == result.Case with { Way = results[0].Case.Way, Replicas = 1 });
}
