using System.Text.Json.Nodes;

namespace LoopWorker.Tests.Deploying;

/// <summary>The files under docs/deploy.</summary>
internal static class DeploymentFiles
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "docs", "deploy");

    /// <summary>Their paths within the folder, with slashes.</summary>
    public static IReadOnlyList<string> Of(string extension) =>
        [
            .. Directory
                .EnumerateFiles(Folder, $"*.{extension}", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/'))
                .Order(StringComparer.Ordinal),
        ];

    public static string Text(string path) => File.ReadAllText(Path.Combine(Folder, path));

    public static JsonObject Json(string path) => JsonNode.Parse(Text(path))!.AsObject();
}
