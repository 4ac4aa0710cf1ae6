using System.Text.Json;
using LoopWorker.Testing;
using LoopWorker.Testing.Schemas;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Commands;

/// <summary>docs/commands promises the shape of what commands print with <c>--json</c>.</summary>
public sealed class CommandSchemaTests
{
    private const string Suffix = ".schema.json";

    public static TheoryData<string> Schemas => [.. Described()];

    [Fact]
    public void Every_command_with_an_option_json_has_a_schema_and_every_schema_its_command()
    {
        var commands = CommandTree
            .All()
            .Where(entry => entry.Command.Options.Any(option => option.Name == "--json"))
            .Select(entry => entry.Path.Replace(' ', '-'));

        Assert.Equal(commands.Order(StringComparer.Ordinal), Described().Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_schema_describes_each_member_and_allows_no_other(string command)
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(CommandSchema.FileOf(command)));
        var root = schema.RootElement;

        Assert.Equal("https://json-schema.org/draft/2020-12/schema", root.GetProperty("$schema").GetString());
        Assert.NotEqual("", root.GetProperty("title").GetString());
        Assert.NotEqual("", root.GetProperty("description").GetString());
        Assert.Empty(Faults(root, ""));
    }

    [Fact]
    public void The_page_lists_every_schema()
    {
        var page = File.ReadAllText(Path.Combine(CommandSchema.Folder, "README.md"));

        Assert.All(Described(), name => Assert.Contains($"({name}{Suffix})", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Output_with_a_member_too_many_or_too_few_or_of_another_type_is_refused_with_its_place()
    {
        var schema = CommandSchema.Of("health");

        schema.Check("""{"status":"ok","reasons":[]}""");
        Assert.All(
            new[]
            {
                ("""{"status":"ok","reasons":[],"since":1}""", "/since"),
                ("""{"status":"ok"}""", "reasons"),
                ("""{"status":"ok","reasons":["late",5]}""", "/reasons/1"),
                ("""{"status":"fine","reasons":[]}""", "/status"),
            },
            wrong =>
            {
                var refusal = Assert.Throws<InvalidDataException>(() => schema.Check(wrong.Item1));
                Assert.Contains(wrong.Item2, refusal.Message.Split('{')[0], StringComparison.Ordinal);
            }
        );
        Assert.ThrowsAny<JsonException>(() => schema.Check("ready: ok"));
    }

    private static IEnumerable<string> Described() =>
        Directory
            .EnumerateFiles(CommandSchema.Folder, $"*{Suffix}")
            .Select(path => Path.GetFileName(path)[..^Suffix.Length]);

    private static IEnumerable<string> Faults(JsonElement schema, string place)
    {
        if (schema.ValueKind == JsonValueKind.Array)
            return schema.EnumerateArray().SelectMany((part, index) => Faults(part, $"{place}/{index}"));
        if (schema.ValueKind != JsonValueKind.Object)
            return [];
        if (!schema.TryGetProperty("properties", out var members) || members.ValueKind != JsonValueKind.Object)
            return Below(schema, place);
        var undescribed = members
            .EnumerateObject()
            .Where(member => !member.Value.TryGetProperty("description", out _))
            .Select(member => $"{place}/{member.Name} has no description");
        var open =
            schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False
                ? Array.Empty<string>()
                : [$"{place}/ allows other members"];
        return [.. open, .. undescribed, .. members.EnumerateObject().SelectMany(Of), .. Below(schema, place)];

        IEnumerable<string> Of(JsonProperty member) => Faults(member.Value, $"{place}/{member.Name}");
    }

    private static IEnumerable<string> Below(JsonElement schema, string place) =>
        schema
            .EnumerateObject()
            .Where(keyword => keyword.Name != "properties")
            .SelectMany(keyword => Faults(keyword.Value, $"{place}/{keyword.Name}"));
}
