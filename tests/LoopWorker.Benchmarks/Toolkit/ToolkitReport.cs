using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace LoopWorker.Benchmarks.Toolkit;

/// <summary>The figures of all operations, for people and for programs.</summary>
internal sealed class ToolkitReport(
    IReadOnlyList<ComparedOperation> operations,
    IReadOnlyDictionary<string, string> versions
)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>A table for each section.</summary>
    public void Write(IAnsiConsole console)
    {
        foreach (var section in operations.GroupBy(operation => operation.Section))
        {
            var table = new Table().Title(section.Key).AddColumn("");
            foreach (
                var heading in (string[])["ours: calls", "reads", "writes", "theirs: calls", "reads", "writes", ""]
            )
                table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
            foreach (var operation in section)
                table.AddRow([
                    operation.Operation,
                    .. Figures(operation.Ours),
                    .. Figures(operation.Theirs),
                    operation.IsDearer ? "dearer" : "",
                ]);
            console.Write(table);
        }
        console.WriteLine(string.Join(", ", versions.Select(package => $"{package.Key} {package.Value}")));
    }

    public string ToJson() =>
        new JsonObject
        {
            ["packages"] = new JsonObject(
                versions.Select(package => KeyValuePair.Create(package.Key, (JsonNode?)package.Value))
            ),
            ["operations"] = new JsonArray([.. operations.Select(Json)]),
        }.ToJsonString(Indented);

    private static IEnumerable<string> Figures(TableCost cost) =>
        new[] { cost.Calls, cost.ReadUnits, cost.WriteUnits }.Select(figure =>
            figure.ToString("0.##", CultureInfo.InvariantCulture)
        );

    private static JsonObject Json(ComparedOperation operation) =>
        new()
        {
            ["section"] = operation.Section,
            ["operation"] = operation.Operation,
            ["ours"] = Json(operation.Ours),
            ["theirs"] = Json(operation.Theirs),
            ["is_dearer"] = operation.IsDearer,
        };

    private static JsonObject Json(TableCost cost) =>
        new()
        {
            ["calls"] = cost.Calls,
            ["read_units"] = cost.ReadUnits,
            ["write_units"] = cost.WriteUnits,
        };
}
