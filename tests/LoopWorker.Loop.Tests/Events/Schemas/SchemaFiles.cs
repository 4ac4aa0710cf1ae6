using System.Text.Json;

namespace LoopWorker.Loop.Tests.Events.Schemas;

/// <summary>The documents under docs/messages, found from the tests' own folder upwards.</summary>
internal static class SchemaFiles
{
    public static string Repository { get; } = Root();

    public static string Folder { get; } = Path.Combine(Repository, "docs", "messages");

    public static JsonElement Load(string type)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{type}.schema.json")));
        return document.RootElement.Clone();
    }

    public static IEnumerable<string> Names(this JsonElement schema, string keyword) =>
        schema.GetProperty(keyword) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Select(name => name.GetString()!)
            : schema.GetProperty(keyword).EnumerateObject().Select(member => member.Name);

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "LoopWorker.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        return folder.FullName;
    }
}
