using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace LoopWorker.Benchmarks.Emulated;

/// <summary>The figures of all cases, for people and for programs.</summary>
internal sealed class EmulatedReport(IReadOnlyList<EmulatedResult> results)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A table for each build and way, with a column for each number of replicas.</summary>
    public void Write(IAnsiConsole console)
    {
        foreach (var group in results.GroupBy(result => (result.Case.Build, result.Case.Way)))
        {
            var cases = group.ToList();
            var table = new Table().Title($"{group.Key.Build.Name}, {cases[0].Case.WayName}").AddColumn("");
            foreach (var result in cases)
                table.AddColumn(new TableColumn($"× {result.Case.Replicas}").RightAligned().NoWrap());
            foreach (var figure in EmulatedFigure.All)
                table.AddRow([figure.Label, .. cases.Select(result => Text(figure, result))]);
            table.AddRow(["exactly once", .. cases.Select(result => result.IsExactlyOnce ? "yes" : "no")]);
            console.Write(table);
        }
    }

    public string ToJson() =>
        new JsonObject { ["cases"] = new JsonArray([.. results.Select(Json)]) }.ToJsonString(Indented);

    private string Text(EmulatedFigure figure, EmulatedResult result) =>
        figure.Of(result, OneOf(result))?.ToString(figure.Format, CultureInfo.InvariantCulture) ?? "–";

    private JsonObject Json(EmulatedResult result)
    {
        var json = new JsonObject
        {
            ["build"] = result.Case.Build.Name,
            ["way"] = result.Case.WayName,
            ["replicas"] = result.Case.Replicas,
            ["messages"] = result.Messages,
        };
        foreach (var figure in EmulatedFigure.All)
            json[figure.Name] = figure.Of(result, OneOf(result));
        json["exactly_once"] = result.IsExactlyOnce;
        return json;
    }

    private EmulatedResult? OneOf(EmulatedResult result) =>
        results.FirstOrDefault(other => other.Case == result.Case with { Replicas = 1 });
}
