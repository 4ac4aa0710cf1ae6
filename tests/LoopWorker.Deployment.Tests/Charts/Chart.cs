using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Environment;
using LoopWorker.Testing;

namespace LoopWorker.Deployment.Tests.Charts;

/// <summary>The chart in <c>helm/loopworker</c>, rendered.</summary>
internal static class Chart
{
    public const string Release = "demo";
    public const string Namespace = "loop";

    public static string Folder { get; } = Repository.At("helm", "loopworker");

    /// <summary>The value sets that the repository keeps, by name.</summary>
    public static IEnumerable<string> Sets { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Folder, "ci"), "*-values.yaml")
            .Select(path => Path.GetFileName(path)[..^"-values.yaml".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The manifests of a set of the repository.</summary>
    public static Task<Manifests> RenderSetAsync(string set) => RenderAsync(SetFile(set));

    /// <summary>The manifests with values in YAML.</summary>
    public static Task<Manifests> RenderYamlAsync(string yaml) => RenderAsync("-", yaml);

    /// <summary>The YAML of all manifests with values in YAML.</summary>
    public static async Task<string> TextAsync(string yaml) => Succeeded(await TemplateAsync("-", yaml));

    /// <summary>The YAML of all manifests of a set, with numbers as some versions of helm hold them. helm itself has one way only.</summary>
    public static async Task<string> TextOfSetAsync(string set, bool textNumbers)
    {
        Assert.SkipWhen(ChartTools.IsHelm, "helm holds numbers as it does.");
        return Succeeded(await TemplateAsync(SetFile(set), "", textNumbers ? ["--text-numbers"] : []));
    }

    /// <summary>Why values in YAML are refused. Paths have dots between their names, whatever checks the schema.</summary>
    public static async Task<string> RefusalAsync(string yaml)
    {
        var refused = await TemplateAsync("-", yaml);
        Assert.True(refused.ExitCode != 0, $"These values are not refused:\n{yaml}");
        return refused.Error.Replace('/', '.');
    }

    /// <summary>What NOTES.txt tells with values in YAML. helm shows it only beside a cluster.</summary>
    public static async Task<string> NotesAsync(string yaml)
    {
        Assert.SkipWhen(ChartTools.IsHelm, "'helm template' does not print NOTES.txt.");
        return Succeeded(await TemplateAsync("-", yaml, "--notes"));
    }

    /// <summary>The chart's own values.</summary>
    public static async Task<JsonObject> ValuesAsync()
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Folder, "values.yaml"));
        return Assert.Single((await Manifests.ParseAsync(text)).All).Document;
    }

    public static string SetFile(string set) => Path.Combine(Folder, "ci", $"{set}-values.yaml");

    private static async Task<Manifests> RenderAsync(string file, string yaml = "") =>
        await Manifests.ParseAsync(Succeeded(await TemplateAsync(file, yaml)));

    private static Task<CommandOutput> TemplateAsync(string file, string yaml, params string[] options) =>
        CommandOutput.OfAsync(
            ChartTools.Renderer,
            ["template", Release, Folder, "--namespace", Namespace, "--values", file, .. options],
            yaml
        );

    private static string Succeeded(CommandOutput rendered)
    {
        Assert.True(rendered.ExitCode == 0, rendered.Error);
        return rendered.Output;
    }
}
