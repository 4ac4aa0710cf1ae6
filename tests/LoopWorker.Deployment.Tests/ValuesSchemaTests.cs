using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests;

public sealed class ValuesSchemaTests
{
    // Values of helm are JSON numbers, which are exact up to here.
    private const long LargestExact = (1L << 53) - 1;

    // Whatever Kubernetes allows there, the chart hands on: its API says what is wrong.
    private static readonly string[] Open =
    [
        "properties.affinity.properties.nodeAffinity",
        "properties.affinity.properties.podAffinity",
        "properties.affinity.properties.podAntiAffinity",
        "properties.volumes.items",
    ];

    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonNode Schema = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Chart.Folder, "values.schema.json"))
    )!;

    [Fact]
    public void The_settings_are_those_of_the_worker()
    {
        var wanted = Worker();
        var found = Schema.At("properties.settings.properties");
        Assert.True(
            JsonNode.DeepEquals(wanted, found),
            $"The settings have changed. In values.schema.json, make this the properties of settings:\n{wanted.ToJsonString(Readable)}"
        );
    }

    [Fact]
    public async Task The_defaults_of_settings_are_those_of_the_worker()
    {
        var values = Values.Leaves((await Chart.ValuesAsync())["settings"]!.AsObject()).ToDictionary();
        // The one that differs: probes need health over HTTP.
        Assert.Equal(8080, (int)values["Health.Port"]!);
        values.Remove("Health.Port");
        values["Queues.Sources"] = values["Queues.Sources"]![0]!["Queue"];
        Assert.Equal("loop-events", (string)values["Queues.Sources"]!);
        values.Remove("Queues.Sources");
        foreach (var (path, value) in values)
            Assert.Equal(
                Schema
                    .At(
                        $"properties.settings.properties.{path.Replace(".", ".properties.", StringComparison.Ordinal)}"
                    )!["default"]
                    .Text(),
                value.Text()
            );
    }

    [Fact]
    public async Task Every_value_has_a_schema_and_every_schema_a_value()
    {
        var values = (await Chart.ValuesAsync()).Select(pair => pair.Key).Order(StringComparer.Ordinal);
        var schemas = Schema["properties"]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal);
        Assert.Equal(values, schemas);
    }

    [Fact]
    public void No_object_takes_names_that_are_not_its_own() => Assert.Equal(Open, OpenObjects(Schema, ""));

    // Those of docs/settings.schema.json, but for what makes no sense in a cluster, and with exact numbers.
    private static JsonObject Worker()
    {
        var document = JsonNode.Parse(File.ReadAllText(Repository.At("docs", "settings.schema.json")))!;
        var settings = document.At("properties.LoopWorker.properties")!.DeepClone().AsObject();
        settings.Remove("Engine");
        settings.Remove("Ecs");
        settings.At("Capture.properties.Rates.properties.USD")!["maximum"] = LargestExact;
        settings.At("Capture.properties.Rates.additionalProperties")!["maximum"] = LargestExact;
        return settings;
    }

    private static IEnumerable<string> OpenObjects(JsonNode? schema, string path)
    {
        if (schema is not JsonObject members)
            return [];
        var others = members["additionalProperties"].Text() ?? "true";
        var isOpen = members["type"].Text() == "object" && others == "true";
        return
        [
            .. isOpen ? [path] : Array.Empty<string>(),
            .. members
                .Where(pair => pair.Key is not ("if" or "then" or "not"))
                .SelectMany(pair => OpenObjects(pair.Value, path.Length == 0 ? pair.Key : $"{path}.{pair.Key}")),
        ];
    }
}
